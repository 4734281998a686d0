"""Masking of secrets in mail (MA-1): what a partition's patterns match becomes unreadable.

Everything but `stored`, `service`, `forms` and `pages` is pure and knows no Django.
"""
