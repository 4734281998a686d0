"""OAuth 2.0 without Django: consent, tokens and what providers want. Stores nothing, logs no secret."""
