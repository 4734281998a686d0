"""Parts and archives of our own making: harmless bytes that bear the marks of the real thing."""

import io
import struct
import tarfile
import zipfile

from attachments.values import Piece, Rules

PROGRAM = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + bytes(100)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
PDF = b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
BLOCKS_EXE = Rules(blocked={"exe": ".exe of Sales"})


def piece(
    *names: str, content: bytes = b"hello", content_type: str = "application/octet-stream"
) -> Piece:
    return Piece("1", names, content_type, len(content), lambda: content)


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def tarred(*members: tuple[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, content in members:
            one = tarfile.TarInfo(name)
            one.size = len(content)
            archive.addfile(one, io.BytesIO(content))
    return out.getvalue()


def encrypted(archive: bytes) -> bytes:
    """The archive with the marks of encryption in both directories."""
    found = bytearray(archive)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = found.find(mark)
        while at >= 0:
            found[at + offset] |= 1
            at = found.find(mark, at + 4)
    return bytes(found)


def compound(*streams: str) -> bytes:
    return COMPOUND + b"".join(f"{one}\0".encode("utf-16-le").ljust(128, b"\0") for one in streams)


def nested(levels: int) -> bytes:
    found = zipped(("a.exe", PROGRAM))
    for level in range(levels):
        found = zipped((f"level{level}.zip", found))
    return found


def bomb(megabytes: int = 300) -> bytes:
    return zipped(("zeros.txt", bytes(megabytes * 1024 * 1024)))


def overlapping(count: int = 5000) -> bytes:
    """Many directory entries for the same packed bytes: 4 GB each by their own word."""
    one = zipped(("a.bin", bytes(1_000_000)))
    at = one.find(b"PK\x01\x02")
    end = one.find(b"PK\x05\x06")
    directory = one[at:end] * count
    last = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 65535, 65535, len(directory), at, 0)
    return one[:at] + directory + last
