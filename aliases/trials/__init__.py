"""Test messages by the settings of an alias: sent, received, and on the round trip to itself."""
