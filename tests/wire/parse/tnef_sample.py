"""Writes small TNEF streams, as the tests need them."""

import struct

SIGNATURE = b"\x78\x9f\x3e\x22\x01\x00"


def attribute(level: int, identifier: int, data: bytes) -> bytes:
    """One attribute with its checksum."""
    head = struct.pack("<BIL", level, identifier, len(data))
    return head + data + struct.pack("<H", sum(data) & 0xFFFF)


def stream(*attributes: bytes) -> bytes:
    """A whole stream."""
    return SIGNATURE + b"".join(attributes)


def prop(kind: int, identifier: int, value: bytes) -> bytes:
    """One property of variable length and one value."""
    filled = value + b"\0" * (-len(value) % 4)
    return struct.pack("<HHLL", kind, identifier, 1, len(value)) + filled


def properties(*found: bytes) -> bytes:
    """A list of properties."""
    return struct.pack("<L", len(found)) + b"".join(found)


def file(name: bytes, content: bytes, long_name: str = "") -> bytes:
    """One attachment, with its long name as a property."""
    parts = [attribute(2, 0x69002, b"\0" * 14), attribute(2, 0x18010, name + b"\0")]
    parts.append(attribute(2, 0x6800F, content))
    if long_name:
        listed = properties(prop(0x1F, 0x3707, (long_name + "\0").encode("utf-16-le")))
        parts.append(attribute(2, 0x69005, listed))
    return b"".join(parts)
