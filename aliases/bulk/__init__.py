"""What is done to many aliases at once: always shown first, alias by alias, then done."""
