"""A mail server, two aliases and a customer to try everything with. Never part of production."""
