"""What a platform that has been used for long costs, beside one that has not."""
