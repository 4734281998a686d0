"""OAuth applications, email accounts and their tokens."""
