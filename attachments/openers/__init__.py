"""Looks into what holds other files: one format, one small file. `table` says who opens what."""
