"""How the first bytes of a file tell its kind; all kinds that fit, since polyglots have several."""

import re
from collections.abc import Iterator

from attachments.kinds import BY_NAME, OPENED, Kind
from attachments.values import Content

# (offset, bytes, kind)
FIXED = (
    (0, b"\x7fELF", "elf"),
    (0, b"\xfe\xed\xfa\xce", "macho"),
    (0, b"\xfe\xed\xfa\xcf", "macho"),
    (0, b"\xce\xfa\xed\xfe", "macho"),
    (0, b"\xcf\xfa\xed\xfe", "macho"),
    (0, b"\xca\xfe\xba\xbe", "class"),
    (0, b"dex\n", "dex"),
    (0, b"\0asm", "wasm"),
    (0, b"FWS", "flash"),
    (0, b"CWS", "flash"),
    (0, b"ZWS", "flash"),
    (0, b"L\0\0\0\x01\x14\x02\0", "shortcut"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "compound"),
    (0, b"ITSF", "help"),
    (0, b"%!PS", "postscript"),
    (0, b"{\\rt", "rtf"),
    (0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "onenote"),
    (4, b"Standard Jet DB", "access"),
    (4, b"Standard ACE DB", "access"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"GIF8", "gif"),
    (0, b"II*\0", "tiff"),
    (0, b"MM\0*", "tiff"),
    (0, b"ID3", "mp3"),
    (4, b"ftyp", "mp4"),
    (0, b"OggS", "ogg"),
    (0, b"fLaC", "flac"),
    (0, b"\x1f\x8b\x08", "gzip"),
    (4, b"1AY&SY", "bzip2"),
    (4, b"\x17rE8P\x90", "bzip2"),
    (0, b"\xfd7zXZ\0", "xz"),
    (257, b"ustar", "tar"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"Rar!\x1a\x07", "rar"),
    (0, b"MSCF", "cabinet"),
    (7, b"**ACE**", "ace"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (0, b"\x1f\x9d", "compress"),
    (0x8001, b"CD001", "disc"),
    (0, b"conectix", "disk"),
    (0, b"vhdxfile", "disk"),
    (0, b"!<arch>\n", "ar"),
    (0, b"\xed\xab\xee\xdb", "rpm"),
    (0, b"xar!", "xar"),
    (0, b"\x78\x9f\x3e\x22", "tnef"),
)
# In the first bytes in lower case, of UTF-16 every second byte.
TEXTS = (
    (re.compile(rb"\A#!"), "script"),
    (re.compile(rb"\A(?:windows registry editor|regedit4)"), "registry"),
    (re.compile(rb"\A\[internetshortcut\]"), "url"),
    (re.compile(rb"\A(?:@?echo off|@echo |rem )"), "batch"),
    (
        re.compile(
            rb"\A(?:<!--.{0,2000}?-->\s*|<\?xml[^>]{0,300}>\s*)*(?:<!doctype html|<html|<head|"
            rb"<body|<script|<iframe|<meta|<title|<base|<frameset)",
            re.DOTALL,
        ),
        "html",
    ),
    (re.compile(rb"<hta:application"), "hta"),
    (
        re.compile(
            rb"\A(?:<!--.{0,2000}?-->\s*|<\?xml[^>]{0,300}>\s*|<!doctype[^>]{0,500}>\s*)*<svg[\s>]",
            re.DOTALL,
        ),
        "svg",
    ),
    (
        re.compile(
            rb"\A(?:<!--.{0,2000}?-->\s*|<\?[^>]{0,300}>\s*)*<(?:job|package|component|scriptlet)[\s>]",
            re.DOTALL,
        ),
        "wsf",
    ),
)
PDF_WITHIN = 1024
TEXT_HEAD = 4096
TAIL = 66_000
HEADER_LINE = re.compile(rb"[a-z][a-z-]{1,40}:[^\n]{0,998}\n(?:[ \t][^\n]{0,998}\n){0,20}")
MESSAGE = re.compile(rb"^(?:mime-version|content-type|received|message-id):", re.MULTILINE)
# All marks stand in the first bytes or in the last.
FIRST, LAST = 33_000, TAIL
BLANK = b" \t\r\n\f\0"


def kinds(content: Content) -> tuple[Kind, ...]:
    """Every kind whose marks the bytes bear; none for what has no marks, as text has none.

    The same for the `FIRST` and the `LAST` bytes of something longer, put together.
    """
    return tuple(BY_NAME[name] for name in dict.fromkeys(_names(content)))


def is_opened(beginning: Content) -> bool:
    """Whether it is something that is opened, and must be here whole for that."""
    return any(name in OPENED for name in _names(beginning))


def _names(content: Content) -> Iterator[str]:
    for offset, mark, name in FIXED:
        if content.startswith(mark, offset):
            yield name
    yield from _marked(content)
    yield from _at_the_end(content)
    if content.find(b"%PDF-", 0, PDF_WITHIN) >= 0:
        yield "pdf"
    if is_zip(content):
        yield "zip"
    if is_old_tar(content):
        yield "tar"
    yield from _texts(content)


def _marked(content: Content) -> Iterator[str]:
    """Short marks, which count only with something more."""
    if content[:2] in (b"MZ", b"ZM") and b"\0" in content[:64]:
        yield "program"
    if content[:2] == b"BM" and content[6:10] == b"\0\0\0\0":
        yield "bmp"
    if content[:4] == b"RIFF" and len(content) > 12:
        yield "riff"
    if content[:2] == b"\x60\xea" and 30 <= int.from_bytes(content[2:4], "little") <= 2600:
        yield "arj"
    if content[2:5] in (b"-lh", b"-lz") and content[6:7] == b"-":
        yield "lzh"


def _at_the_end(content: Content) -> Iterator[str]:
    if content[-512:-508] == b"koly":
        yield "dmg"
    if content[-512:-504] == b"conectix":
        yield "disk"


def is_zip(content: Content) -> bool:
    """Whether an unzipping program takes it: by its beginning, or by the directory at its end."""
    start = max(0, len(content) - TAIL)
    return content[:4] in (b"PK\x03\x04", b"PK\x07\x08", b"PK00") or (
        content.find(b"PK\x05\x06", start) >= 0
    )


def is_old_tar(content: Content) -> bool:
    """The first block's checksum fits (tar without the mark 'ustar')."""
    block = bytes(content[:512])
    field = block[148:156].strip(b" \0")
    if len(block) < 512 or not block[0] or not re.fullmatch(rb"[0-7]{1,7}", field):
        return False
    return int(field, 8) == sum(block) - sum(block[148:156]) + 8 * 32


def _texts(content: Content) -> Iterator[str]:
    head = bytes(content[:TEXT_HEAD])
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head[2:].replace(b"\0", b"")
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip(BLANK).lower()
    for pattern, name in TEXTS:
        if pattern.search(head):
            yield name
    first = HEADER_LINE.match(head)
    if first and HEADER_LINE.match(head, first.end()) and MESSAGE.search(head):
        yield "message"
