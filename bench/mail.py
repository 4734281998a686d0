"""The mail that is measured with: the same at every run, made one at a time."""

import base64
from collections.abc import Iterator
from functools import cache
from random import Random

SEED = 20_261_121
KILOBYTE = 1024
# Of a hundred messages; the rest are bounces.
TEXTS, HTMLS, ATTACHMENTS = 60, 30, 8
PROSE = (
    "parcel order invoice number delivery address please thank you customer service question "
    "refund return status account password change yesterday morning arrived broken missing "
    "colour size price discount contract cancel confirm urgent still waiting since the a of to "
    "and with for not my your our have has been Grüße Straße für können naïve résumé"
)
WORDS = PROSE.split()
LINE_WORDS = 11
# The usual length of such a line with its end, and how many different ones there are.
LINE_BYTES, POOL = 71, 4096


def incoming(count: int, *, receiver: str, first: int = 0) -> Iterator[bytes]:
    """Messages of customers to `receiver`, each with a Message-ID of its own, CRLF line ends.

    Those with another `first`, at a distance of `count` or more, are others.
    """
    random = Random(SEED + first)
    for number in range(first, first + count):
        yield _one(random, number, receiver).replace(b"\n", b"\r\n")


def letter_text(number: int, *, kilobytes: int = 5) -> str:
    """The text of one outgoing mail, in ASCII."""
    random = Random(SEED + number)
    return _prose(random, kilobytes * KILOBYTE).encode("ascii", "ignore").decode()


def letter(number: int, *, sender: str, receiver: str, kilobytes: int = 5) -> bytes:
    """An outgoing mail as a client without an outbox has it ready, CRLF line ends."""
    head = _head(number, sender, receiver, subject="Your order")
    kind = b'Content-Type: text/plain; charset="utf-8"\n\n'
    text = letter_text(number, kilobytes=kilobytes).encode()
    return (head + kind + text).replace(b"\n", b"\r\n")


def _one(random: Random, number: int, receiver: str) -> bytes:
    # a mix in which any hundred messages in a row have the exact shares
    place = (number * 37) % 100
    if place < TEXTS:
        head = _head(number, _customer(number), receiver, subject="Where is my parcel?")
        return head + _text(_prose(random, random.randint(2, 8) * KILOBYTE))
    if place < TEXTS + HTMLS:
        head = _head(
            number, _customer(number), receiver, subject="=?utf-8?q?Sch=C3=B6ne_Gr=C3=BC=C3=9Fe?="
        )
        return head + _alternative(random, random.randint(20, 60) * KILOBYTE)
    if place < TEXTS + HTMLS + ATTACHMENTS:
        head = _head(number, _customer(number), receiver, subject="The documents")
        return head + _with_attachment(random, random.randint(100, 1024) * KILOBYTE)
    head = _head(number, "MAILER-DAEMON@mx.test", receiver, subject="Undelivered Mail")
    return head + _bounce(random, number, receiver)


def _customer(number: int) -> str:
    return f"customer{number % 997}@customers.test"


def _head(number: int, sender: str, receiver: str, *, subject: str) -> bytes:
    lines = (
        f"Received: from mx{number % 7}.customers.test by mx.lab.test; "
        "Sat, 21 Nov 2026 12:00:00 +0000",
        f"From: Chris Customer <{sender}>",
        f"To: {receiver}",
        f"Subject: {subject}",
        f"Message-ID: <{number}.bench@customers.test>",
        "Date: Sat, 21 Nov 2026 12:00:00 +0000",
        "MIME-Version: 1.0",
    )
    return ("\n".join(lines) + "\n").encode()


@cache
def _lines() -> list[str]:
    """What all texts are made of: to choose words anew each time would take most of a round."""
    random = Random(SEED)
    return [" ".join(random.choices(WORDS, k=LINE_WORDS)) for _ in range(POOL)]


def _prose(random: Random, size: int) -> str:
    """About `size` bytes of words in lines of usual length."""
    lines = random.choices(_lines(), k=max(1, size // LINE_BYTES))
    return "\n".join(lines) + "\n"


def _text(prose: str) -> bytes:
    head = 'Content-Type: text/plain; charset="utf-8"\nContent-Transfer-Encoding: 8bit\n\n'
    return (head + prose).encode()


def _alternative(random: Random, size: int) -> bytes:
    prose = _prose(random, size // 10)
    rows = "".join(
        f'<tr style="font-family: sans-serif; color: #333333"><td>{line}</td></tr>\n'
        for line in _prose(random, size * 5 // 10).splitlines()
    )
    page = f"<html><body><p>{prose}</p><table>\n{rows}</table></body></html>\n"
    html = base64.encodebytes(page.encode())
    kind = b"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
    return _multipart("alternative", [_text(prose), kind + html])


def _with_attachment(random: Random, size: int) -> bytes:
    # base64 makes four bytes of three
    content = base64.encodebytes(random.randbytes(size * 3 // 4))
    kind = (
        b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
        b'Content-Disposition: attachment; filename="documents.pdf"\n\n'
    )
    return _multipart("mixed", [_text(_prose(random, 2 * KILOBYTE)), kind + content])


def _bounce(random: Random, number: int, receiver: str) -> bytes:
    """A delivery status notification (RFC 3464) with the header of the mail that failed."""
    status = (
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.test\n\n"
        f"Final-Recipient: rfc822; gone{number}@customers.test\n"
        "Action: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown\n"
    )
    lost = _head(number + 1_000_000, receiver, f"gone{number}@customers.test", subject="Answer")
    parts = [_text(_prose(random, KILOBYTE)), status.encode()]
    parts.append(b"Content-Type: text/rfc822-headers\n\n" + lost)
    return _multipart("report; report-type=delivery-status", parts)


def _multipart(subtype: str, parts: list[bytes]) -> bytes:
    head = f'Content-Type: multipart/{subtype}; boundary="=_next_part_="\n\n'.encode()
    joined = b"".join(b"--=_next_part_=\n" + part for part in parts)
    return head + joined + b"--=_next_part_=--\n"
