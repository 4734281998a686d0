"""Messages made to hurt a parser: each must be read, or be Unparseable, within a second."""

import struct
from collections.abc import Callable

from tests.wire.parse import tnef_sample
from tests.wire.parse.samples import HEAD, leaf, message, single

MULTIPART = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
HTML = HEAD + b"Content-Type: text/html\r\n\r\n"


def _nested(depth: int, tail: bytes = b"") -> bytes:
    opening = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"
    return HEAD + b"".join(opening % (level, level) for level in range(depth)) + b"\r\n" + tail


def _field(name: bytes, value: bytes) -> bytes:
    return name + b": " + value + b"\r\n\r\nbody"


def _parts(part: bytes, count: int) -> bytes:
    return MULTIPART + (b"--b\r\n" + part + b"\r\n") * count + b"--b--\r\n"


def _tnef(*attributes: bytes) -> bytes:
    return message(leaf(b"application/ms-tnef", tnef_sample.stream(*attributes)))


def _rendering(count: int) -> bytes:
    """An attachment with `count` empty properties, which say that there are more."""
    listed = struct.pack("<L", 0xFFFFFFFF) + struct.pack("<HHL", 0x1002, 1, 0) * count
    attribute = tnef_sample.attribute
    return attribute(2, 0x69002, b"") + attribute(2, 0x69005, listed)


SEMICOLONS = b';\\"' * 20_000
BASE64 = b"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0\r\n"
UU = b"M" + b"A" * 60 + b"\n"
YENC = b"=ybegin line=1 name=a\n"

# name -> how to make it, and whether it must be given up
HOSTILE: dict[str, tuple[Callable[[], bytes], bool]] = {
    "40 MB attachment": (
        lambda: _parts(b"Content-Transfer-Encoding: base64\r\n\r\n" + BASE64 * 700_000, 1),
        False,
    ),
    "40 MB text": (lambda: single(b"caf\xe9 au lait\r\n" * 2_800_000), False),
    "40 MB of dashes": (lambda: MULTIPART.replace(b"=b", b"=-") + b"-" * 40_000_000, False),
    "8 million false boundaries": (lambda: MULTIPART + b"\n--bx" * 8_000_000, True),
    "8 million empty parts": (lambda: MULTIPART + b"\n--b" * 8_000_000, True),
    "10,000 parts": (lambda: _parts(b"\r\nx", 10_000), True),
    "3,000 nested messages": (lambda: HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 3000, True),
    "300 nested multiparts": (lambda: _nested(300), True),
    "29 levels around 30 MB of false boundaries": (
        lambda: _nested(29, b"\n--b1x" * 5_000_000),
        True,
    ),
    "25 nested encoded messages": (
        lambda: (
            HEAD
            + b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
            * 25
            + b"x=41\r\n" * 1_000_000
        ),
        False,
    ),
    "200 parts with a hostile type": (
        lambda: _parts(b'Content-Type: multipart/x;"' + SEMICOLONS + b"\r\n\r\nx", 200),
        False,
    ),
    "header of 1 MB": (lambda: _field(b"X", b"a" * 1_000_000), True),
    "80,000 tiny fields": (lambda: b"a:\n" * 80_000 + b"\n", False),
    "100,000 continuation lines": (lambda: _field(b"X", b"a" + b"\r\n b" * 100_000), False),
    "40,000 junk lines": (
        lambda: b"Subject: a\r\n" + b"junk\r\n" * 40_000 + b"To: a@b.c\r\n\r\n",
        False,
    ),
    "5,000 open parentheses": (lambda: _field(b"From", b"(" * 5000 + b"a@b.example"), False),
    "open parentheses and quotes": (
        lambda: _field(b"From", b'("' * 30_000 + b"a@b.example"),
        False,
    ),
    "30,000 escaped quotes": (lambda: _field(b"From", b'"' + b'\\"' * 30_000), False),
    "60,000 angles": (lambda: _field(b"From", b"<" * 60_000), False),
    "60,000 at signs": (lambda: _field(b"From", b"@" * 60_000), False),
    "60,000 spaces before nothing": (lambda: _field(b"From", b"a" + b" " * 60_000 + b"b"), False),
    "20,000 addresses": (
        lambda: _field(b"To", b", ".join(b"user%d@example.org" % n for n in range(20_000))),
        False,
    ),
    "60,000 semicolons": (lambda: single(b"x", b"Content-Type: text/plain" + b";" * 60_000), False),
    "20,000 escaped quotes in a type": (
        lambda: single(b"x", b'Content-Type: text/plain;"' + SEMICOLONS),
        False,
    ),
    "60,000 letters of a parameter": (
        lambda: single(b"x", b"Content-Type: text/plain;" + b"a" * 60_000),
        False,
    ),
    "6,000 numbered parameters": (
        lambda: single(
            b"x", b"Content-Type: text/plain;" + b";".join(b"n*%d*=%%41" % n for n in range(6000))
        ),
        False,
    ),
    "7,000 encoded words": (lambda: _field(b"Subject", b"=?x?q?a?=" * 7000), False),
    "10,000 unended words": (lambda: _field(b"Subject", b"=?x?q?" * 10_000), False),
    "2,000 words to guess": (lambda: _field(b"Subject", b"=?x?q?=e9=ff?= \xe9" * 2000), False),
    "200 fields to guess": (lambda: b"X-A: \xe9\xff\x81\xa0\r\n" * 200 + b"\r\n", False),
    "date of 60,000 digits": (lambda: _field(b"Date", b"1 Jan " + b"9" * 60_000), False),
    "10,000 references": (lambda: _field(b"References", b"<a@b> " * 10_000), False),
    "1 MB of carriage returns": (lambda: b"\r" * 1_000_000, False),
    "1 MB of spaces": (lambda: b" " * 1_000_000, False),
    "1 MB of NUL": (lambda: b"\0" * 1_000_000, False),
    "all bytes": (lambda: bytes(range(256)) * 4000, False),
    "HTML nested 20,000 deep": (lambda: HTML + b"<div>" * 20_000, False),
    "2 MB of angles": (lambda: HTML + b"<" * 2_000_000, False),
    "700,000 tags": (lambda: HTML + b"<b>" * 700_000, False),
    "200,000 unended attributes": (lambda: HTML + b'<a href="' * 200_000, False),
    "500,000 unended comments": (lambda: HTML + b"<!--" * 500_000, False),
    "500,000 unended entities": (lambda: HTML + b"&amp" * 500_000, False),
    "70,000 hidden boxes": (lambda: HTML + b"<div style='display:none'>" * 70_000, False),
    "style of 1 MB of spaces": (
        lambda: HTML + b"<div style='display" + b" " * 1_000_000 + b"'>x",
        False,
    ),
    "6,000 links": (lambda: HTML + b"<a href='http://x.example/'>x</a>" * 6000, False),
    "a million padded base64 lines": (
        lambda: single(b"QQ==\r\n" * 1_000_000, b"Content-Transfer-Encoding: base64"),
        False,
    ),
    "600,000 flowed lines": (
        lambda: single(b"> \r\n" * 600_000, b"Content-Type: text/plain; format=flowed"),
        False,
    ),
    "punycode": (
        lambda: single(b"a" * 500_000, b"Content-Type: text/plain; charset=punycode"),
        False,
    ),
    "idna": (lambda: single(b"a." * 500_000, b"Content-Type: text/plain; charset=idna"), False),
    "zlib": (lambda: single(b"x\x9c" * 1000, b"Content-Type: text/plain; charset=zlib"), False),
    "2 million files begun in a text": (lambda: single(b"begin 644 a\n#0V%T\n" * 2_000_000), False),
    "5,000 files before 30 MB": (
        lambda: single(b"begin 644 a\n#0V%T\n" * 5000 + UU * 500_000),
        False,
    ),
    "20 MB of uuencode": (
        lambda: single(
            b"begin 644 a\n" + UU * 325_000 + b"`\nend\n",
            b"Content-Transfer-Encoding: x-uuencode",
        ),
        False,
    ),
    "40 MB of lines without uuencode": (
        lambda: single(b"begin 644 a\n" + b"\n" * 40_000_000, b"Content-Transfer-Encoding: uue"),
        False,
    ),
    "40 MB of yEnc escapes": (
        lambda: single(YENC + b"=" * 40_000_000 + b"\n=yend \n"),
        False,
    ),
    "4 million yEnc lines": (
        lambda: single(YENC + b"=ypart a\n" * 4_000_000 + b"\n=yend \n"),
        False,
    ),
    "5,000 files in TNEF": (lambda: _tnef(tnef_sample.file(b"a", b"x", "n") * 5000), False),
    "200 files with 20,000 properties": (lambda: _tnef(_rendering(20_000) * 200), False),
    "3 million dashed lines": (
        lambda: single(b"--abcdefgh\n" * 3_000_000, b"Content-Type: multipart/mixed"),
        False,
    ),
    "2 million escapes of Japanese": (
        lambda: single(
            b"\x1b(I\x1b(B" * 2_000_000, b"Content-Type: text/plain; charset=iso-2022-jp"
        ),
        False,
    ),
    "million controls": (lambda: single(b"a\x01" * 1_000_000), False),
    "400 parts full of entities": (
        lambda: _parts(b"Content-Type: text/html\r\n\r\n" + b"<p>&nbsp;w " * 3000, 400),
        False,
    ),
    "6 million commands of enriched text": (
        lambda: single(b"<bold>" * 6_000_000, b"Content-Type: text/enriched"),
        False,
    ),
    "20 MB of RTF groups": (lambda: single(b"{" * 20_000_000, b"Content-Type: text/rtf"), False),
}
