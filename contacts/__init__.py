"""People who write to us. Empty until people are kept."""
