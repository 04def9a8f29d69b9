"""Pictures of what is sold: photos in renditions, and drawings of our own."""
