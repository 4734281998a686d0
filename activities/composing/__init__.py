"""From an outgoing activity to what goes over the wire: small steps, each draft and settings -> draft.

They are pure; the order is the table in `steps`.
"""
