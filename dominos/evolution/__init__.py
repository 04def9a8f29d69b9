"""What a change of the API's document means for clients that exist: patch, minor or major."""
