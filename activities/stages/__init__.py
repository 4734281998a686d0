"""What is done to a stored message before it is filed: pure stages, their order one table."""
