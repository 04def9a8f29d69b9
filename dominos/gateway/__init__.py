"""The gateway before the platform: Envoy, whose configuration is made from the code and never written by hand."""
