"""Dots, spaces and quotes after a name, which Windows drops; paths and streams around it."""

import re

STREAM = re.compile(r"::?\$[a-z_]+\s*\Z|;\d*\s*\Z", re.IGNORECASE)


def undo(name: str) -> str:
    short = re.split(r"[/\\]", name.rstrip("/\\ "))[-1]
    return STREAM.sub("", short).rstrip(" .\t\xa0'\"`,;_")
