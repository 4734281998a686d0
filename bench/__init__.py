"""How fast mail comes in and goes out, measured against bare loops that do nothing with it.

Real servers on loopback, one round after the other: `python -m bench`.
"""
