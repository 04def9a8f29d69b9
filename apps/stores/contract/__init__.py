"""What other apps may know of stores."""
