"""Messages these tests write themselves: reports, notices of mailers, replies."""

from wire.bounce import Evidence, Finding, examine, gather
from wire.parse import parse

RETURNED = """Message-ID: <sent-1@shop.example>
From: Shop <help@shop.example>
To: Kim <kim@far.example>
Subject: Your order

Thank you.
"""
MAILER = {"Return-Path": "<>", "From": "Mail Delivery System <MAILER-DAEMON@mx.example>"}


def mail(text: str, subject: str = "Hello", **fields: str) -> bytes:
    """A message of one text; fields are written with underscores for hyphens."""
    return entity("text/plain; charset=utf-8", text, Subject=subject, **fields)


def notice(text: str, subject: str = "Undelivered mail", **fields: str) -> bytes:
    """A text that a mailer sends, with a null return path."""
    return mail(text, subject, **{**MAILER, **fields})


def entity(content_type: str, body: str, **fields: str) -> bytes:
    """A header and a body."""
    base = {"From": "Ann <ann@far.example>", "To": "help@shop.example"}
    named = {name.replace("_", "-"): value for name, value in {**base, **fields}.items()}
    lines = [f"{name}: {value}" for name, value in named.items() if value]
    head = "\r\n".join([*lines, f"Content-Type: {content_type}"])
    return (head + "\r\n\r\n" + body.replace("\n", "\r\n")).encode()


def report(status: str, *, kind: str = "delivery-status", text: str = "", **fields: str) -> bytes:
    """A multipart/report with this machine-readable part and the message it is about."""
    return entity(
        f'multipart/report; report-type={kind}; boundary="edge"',
        _parts(
            ("text/plain", text or "Your message was not delivered."),
            (f"message/{kind}", status),
            ("message/rfc822", RETURNED),
        ),
        **{**MAILER, **fields},
    )


def attached(text: str, **fields: str) -> bytes:
    """A notice with the returned message attached, but nothing machine-readable."""
    parts = _parts(("text/plain; charset=utf-8", text), ("message/rfc822", RETURNED))
    return entity('multipart/mixed; boundary="edge"', parts, **{**MAILER, **fields})


def evidence(raw: bytes) -> Evidence:
    """What the rules see of a message."""
    return gather(raw, parse(raw))


def found(raw: bytes) -> Finding:
    """What a message proves; the test fails where it proves nothing."""
    finding = examine(evidence(raw))
    assert finding is not None
    return finding


def _parts(*parts: tuple[str, str]) -> str:
    bodies = "".join(f"--edge\nContent-Type: {kind}\n\n{body}\n" for kind, body in parts)
    return bodies + "--edge--\n"
