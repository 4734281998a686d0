"""Trouble that lasts: one incident for each thing and cause, from its beginning to its end (P22)."""
