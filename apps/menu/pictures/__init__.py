"""Pictures of products: photos in several renditions, and generated drawings."""
