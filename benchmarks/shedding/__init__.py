"""What customers are told when five times as much is asked as can be answered."""
