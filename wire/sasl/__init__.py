"""SASL mechanisms: one small file each behind one step interface, for IMAP, POP3 and SMTP alike.

Empty until more than the password log-ins of the protocols themselves is spoken.
"""
