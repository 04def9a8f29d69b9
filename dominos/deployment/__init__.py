"""Deploying each app by itself: what its programs need, and the Kubernetes manifests that grant just that."""
