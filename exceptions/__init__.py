"""Delivery exceptions: phrases as data, their matching, and the verdict on a message; all pure."""
