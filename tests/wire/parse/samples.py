"""Building blocks of the messages these tests write."""

from collections.abc import Iterable

HEAD = b"From: Ann <ann@example.org>\r\nSubject: Hello\r\n"


def single(body: bytes, *fields: bytes) -> bytes:
    """A message of one part with these Content fields."""
    return HEAD + b"".join(field + b"\r\n" for field in fields) + b"\r\n" + body


def with_field(name: bytes, value: bytes) -> bytes:
    """A message with one field and nothing else in its header."""
    return name + b": " + value + b"\r\n\r\nbody\r\n"


def leaf(content_type: bytes, body: bytes, *fields: bytes) -> bytes:
    """One entity: Content-Type, more fields, body."""
    lines = [b"Content-Type: " + content_type, *fields, b"", body]
    return b"\r\n".join(lines)


def multipart(subtype: bytes, parts: Iterable[bytes], boundary: bytes = b"edge") -> bytes:
    """A multipart entity of these parts."""
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    opening = b"Content-Type: multipart/" + subtype + b'; boundary="' + boundary + b'"\r\n\r\n'
    return opening + body + b"--" + boundary + b"--\r\n"


def message(entity: bytes) -> bytes:
    """A whole message around an entity that begins with its Content fields."""
    return HEAD + entity
