"""What released clients sent and were answered, to be sent again to the platform as it is now."""
