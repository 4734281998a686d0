"""The writing desk of the console: what a person writes, until it is in the outbox.

It sends nothing itself; `queueing` takes over from here.
"""
