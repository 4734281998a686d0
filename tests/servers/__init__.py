"""Real servers on loopback ports for the test suite; nothing here knows Django."""
