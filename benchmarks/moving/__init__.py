"""What customers notice while an app moves out of a platform that runs."""
