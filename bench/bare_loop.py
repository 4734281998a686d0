"""The bare loop: fetch, parse what is needed, COPY into PostgreSQL, one after the other.

It judges nothing, checks nothing twice, and leaves the server's copies: no client that keeps its
promises can be as fast.
"""

from collections.abc import Iterable
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

from django.db import connection

HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References")
TABLE = """
DROP TABLE IF EXISTS bench_bare;
CREATE TABLE bench_bare (
    id bigserial PRIMARY KEY, raw bytea COMPRESSION lz4, headers text[], files text[],
    body text COMPRESSION lz4
)"""
COPY = "COPY bench_bare (raw, headers, files, body) FROM STDIN (FORMAT BINARY)"


def make_table() -> None:
    """An empty table, as the best known way to store keeps its columns."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)


def stored() -> tuple[int, int]:
    """How many messages it has, and how many bytes they are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(sum(length(raw)), 0) FROM bench_bare")
        count, octets = cursor.fetchone()
    return int(count), int(octets)


def store(batches: Iterable[list[bytes]]) -> None:
    """Each batch is parsed and committed by itself."""
    for batch in batches:
        rows = [parsed(raw) for raw in batch]
        with connection.cursor() as cursor, cursor.copy(COPY) as copy:
            copy.set_types(("bytea", "text[]", "text[]", "text"))
            for row in rows:
                copy.write_row(row)


def parsed(raw: bytes) -> tuple[bytes, list[str], list[str], str]:
    """The message with the headers, file names and the text that a row needs; the rest unread."""
    message = message_from_bytes(raw, policy=policy.compat32)
    headers = [_decoded(message[name]) for name in HEADERS]
    files, body = [], ""
    for part in message.walk():
        name = part.get_filename()
        if name:
            files.append(name)
        elif not body and part.get_content_type() == "text/plain":
            body = _text(part)
    return raw, headers, files, body


def _decoded(value: Any) -> str:
    text = str(value or "")
    return str(make_header(decode_header(text))) if "=?" in text else text


def _text(part: "Message[Any, Any]") -> str:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode(part.get_content_charset("utf-8"), "replace")
