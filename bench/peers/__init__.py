"""The others that do the same work, each set up as its own documentation says.

Those that retrieve have `retrieve(dovecot, protocol, count)`, those that send `send(sink, count, *, kilobytes)`;
both return seconds and raise `bench.rows.WrongResult` unless every message arrived.
"""
