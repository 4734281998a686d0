"""Incoming message bytes to frozen values: pure, bounded, raises nothing but Unparseable.

It opens no archives but TNEF (winmail.dat), never fetches anything, and never makes HTML safe.
"""

from wire.parse.contents import Contents
from wire.parse.dedupe import dedupe_key
from wire.parse.errors import Unparseable
from wire.parse.headers import header_block
from wire.parse.limits import Limits
from wire.parse.message import parse, parse_headers, parse_with_tree, part_content
from wire.parse.node import Node
from wire.parse.values import Address, ParsedMessage, Part

__all__ = [
    "Address",
    "Contents",
    "Limits",
    "Node",
    "ParsedMessage",
    "Part",
    "Unparseable",
    "dedupe_key",
    "header_block",
    "parse",
    "parse_headers",
    "parse_with_tree",
    "part_content",
]
