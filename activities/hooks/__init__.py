"""What happens to mail and cases, told to other programs by signed webhooks: at least once, in order."""
