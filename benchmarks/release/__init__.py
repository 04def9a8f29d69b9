"""What customers notice while one release takes the place of another."""
