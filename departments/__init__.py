"""Partitions, departments, the people who log in, what they may see, and the vault of secrets."""
