"""OAuth applications, email accounts and their tokens. Empty until accounts are built."""
