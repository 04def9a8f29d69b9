"""What leaves the house: claimed, sent, tried again, and addresses that take nothing."""
