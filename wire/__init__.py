"""Bytes and sockets: the mail protocols spoken in small frozen values. Knows no Django."""
