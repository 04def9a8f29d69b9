"""What other apps may import of stores."""
