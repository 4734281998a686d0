"""Reads composed mail by hand, from the RFCs: a second opinion that shares no code with its writer."""

import base64
import quopri
import re
from dataclasses import dataclass, field

WORD = re.compile(rb"=\?([^?\s]+)\?([BbQq])\?([^?\s]*)\?=")
# RFC 2047 section 6.2: white space between two encoded words is not shown.
BETWEEN = re.compile(rb"(=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=)[ \t]+(?==\?[^?\s]+\?[BbQq]\?[^?\s]*\?=)")
ADDRESS = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^",<>])*?<([^<>]*)>|([^,<>\s]+)')


@dataclass(frozen=True)
class Read:
    fields: list[tuple[str, bytes]]
    texts: dict[str, str]
    kind: str = ""
    parts: list["Read"] = field(default_factory=list)

    def raw(self, name: str) -> bytes:
        [value] = [value for one, value in self.fields if one == name.lower()]
        return value

    def text(self, name: str) -> str:
        return decoded(self.raw(name))

    def addresses(self, name: str) -> list[str]:
        return [a or b for a, b in ADDRESS.findall(self.raw(name).decode("utf-8"))]

    def name_of(self, name: str) -> str:
        """The display name of the one mailbox."""
        shown = self.raw(name).rpartition(b"<")[0].strip()
        if shown.startswith(b'"'):
            return re.sub(r"\\(.)", r"\1", shown[1:-1].decode("ascii"))
        return decoded(shown)


def read(raw: bytes) -> Read:
    head, _, body = raw.partition(b"\r\n\r\n")
    fields = []
    for line in re.split(rb"\r\n(?![ \t])", head):
        name, colon, value = line.partition(b": ")
        assert colon, line
        fields.append((name.decode("ascii").lower(), value.replace(b"\r\n", b"")))
    known = dict(fields)
    kind = known["content-type"].decode("ascii")
    if kind.startswith("multipart/"):
        mark = b"--" + kind.partition('boundary="')[2].rstrip('"').encode("ascii")
        pieces = (b"\r\n" + body).split(b"\r\n" + mark)
        assert pieces[-1].startswith(b"--")
        parts = [read(one[2:]) for one in pieces[1:-1]]
        texts = {key: value for one in parts for key, value in one.texts.items()}
        return Read(fields, texts, kind, parts)
    charset = kind.partition('charset="')[2].rstrip('"')
    plain = unencoded(known["content-transfer-encoding"].decode("ascii"), body)
    return Read(fields, {kind.partition(";")[0]: plain.decode(charset)}, kind)


def unencoded(encoding: str, body: bytes) -> bytes:
    if encoding == "base64":
        return base64.b64decode(body, validate=False)
    if encoding == "quoted-printable":
        return quopri.decodestring(body).replace(b"\r\n", b"\n")
    assert encoding in ("7bit", "8bit")
    assert encoding == "8bit" or body.isascii()
    return body.replace(b"\r\n", b"\n")


def decoded(value: bytes) -> str:
    found, at, words = [], 0, BETWEEN.sub(rb"\1", value)
    for one in WORD.finditer(words):
        found.append(words[at : one.start()].decode("ascii"))
        letter, text = one[2].upper(), one[3]
        data = base64.b64decode(text) if letter == b"B" else _quoted(text)
        found.append(data.decode(one[1].decode("ascii")))
        at = one.end()
    return "".join(found) + words[at:].decode("ascii")


def _quoted(text: bytes) -> bytes:
    spaced = text.replace(b"_", b" ")
    return re.sub(rb"=([0-9A-F]{2})", lambda one: bytes([int(one[1], 16)]), spaced)
