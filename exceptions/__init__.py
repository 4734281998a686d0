"""Phrases that mark bounces, and their matching. Empty until bounces are judged."""
