"""One small file for each kind of provider, all with the same functions; see catalogue.py."""
