"""Redirected messages: fields before them, and nothing of them changed."""

from datetime import UTC, datetime

import pytest

from wire.compose import Outgoing
from wire.errors import UnsafeText
from wire.resent import came_from_nobody, resent

CAME = b"Received: by x\r\nFrom: c@d.test\r\n\r\n  text \r\n\xff\r\n"


def outgoing(**fields) -> Outgoing:
    values = {"message_id": "1@lab.test", "date": datetime(2026, 11, 21, tzinfo=UTC)}
    values |= {"sender_name": "Ä", "sender": "support@lab.test", "to": ["b@c.test"]}
    return Outgoing(**values | {"subject": "", "text": ""} | fields)


def test_the_fields_stand_before_the_message() -> None:
    raw = resent(CAME, outgoing(cc=["d@e.test"]))
    assert raw.endswith(CAME)
    names = [one.partition(b":")[0] for one in raw[: -len(CAME)].split(b"\r\n")[:-1]]
    assert names == [
        b"Resent-Date", b"Resent-Message-ID", b"Resent-From", b"Resent-To", b"Resent-Cc",
    ]  # fmt: skip


def test_the_return_path_of_the_last_server_goes_and_line_ends_are_mended() -> None:
    raw = resent(b"Return-Path: <x@y.test>\r\n" + CAME.replace(b"\r\n", b"\n"), outgoing())
    assert raw.endswith(CAME)
    assert b"Return-Path" not in raw


def test_nobody_is_told_from_somebody() -> None:
    assert came_from_nobody(b"Return-Path: <>\r\n" + CAME)
    assert not came_from_nobody(b"Return-Path: <x@y.test>\r\n" + CAME)
    assert not came_from_nobody(CAME)


def test_no_field_can_be_put_in_by_an_address() -> None:
    with pytest.raises(UnsafeText):
        resent(CAME, outgoing(to=["b@c.test\r\nBcc: v@x.test"]))
