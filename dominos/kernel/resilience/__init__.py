"""What keeps one slow or broken thing from taking others along."""
