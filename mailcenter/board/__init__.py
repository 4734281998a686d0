"""The health board, the console's first page: what works, what needs a person, what flows."""
