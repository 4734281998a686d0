"""Ways in which a program was once brought past a list of extensions, as parts of a mail (P47)."""

from base64 import encodebytes
from hashlib import sha256

from tests.attachments.samples import zipped
from tests.wire.parse.tnef_sample import file, stream

PROGRAM = b"MZ\x90\0" + bytes(range(256)) * 8
DIGEST = sha256(PROGRAM).hexdigest()
ZIP = zipped(("folder/a.exe", b"not even a program"))
WINMAIL = stream(file(b"A.EXE", PROGRAM, "a.exe"))
OCTETS = "application/octet-stream"


def part(disposition: str, content: bytes = PROGRAM, content_type: str = OCTETS) -> bytes:
    """One part with its header, in base64; lines end as on the wire."""
    lines = [f"Content-Type: {content_type}", "Content-Transfer-Encoding: base64"]
    if disposition:
        lines.append(f"Content-Disposition: attachment; {disposition}")
    body = encodebytes(content).replace(b"\n", b"\r\n")
    return "\r\n".join([*lines, "", ""]).encode() + body


def mail(subject: str, *parts: bytes) -> bytes:
    head = (
        f"From: chris@customers.test\r\nTo: support@lab.test\r\nSubject: {subject}\r\n"
        f"Message-ID: <{sha256(subject.encode()).hexdigest()}@customers.test>\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="=b"\r\n\r\n'
    )
    text = b"Content-Type: text/plain\r\n\r\nSee the file.\r\n"
    return head.encode() + b"".join(b"--=b\r\n" + one for one in (text, *parts)) + b"--=b--\r\n"


INNER = (
    b'Subject: inner\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="=c"\r\n\r\n'
    b"--=c\r\n" + part('filename="a.exe"') + b"--=c--\r\n"
)
# By row: the part, and the digest of what the quarantine must hold of it.
INBOUND: dict[str, tuple[bytes, str]] = {
    "capitals": (part('filename="A.EXE"'), DIGEST),
    "double extension": (part('filename="a.pdf.exe"'), DIGEST),
    "double the other way": (part('filename="a.exe.pdf"'), DIGEST),
    "trailing dot": (part('filename="a.exe."'), DIGEST),
    "trailing space": (part('filename="a.exe "'), DIGEST),
    "right-to-left mark": (part("filename*=utf-8''a%E2%80%AEfdp.exe"), DIGEST),
    "mark inside the extension": (part("filename*=utf-8''a.e%E2%80%8Fxe"), DIGEST),
    "RFC 2047": (part('filename="=?utf-8?B?YS5leGU=?="'), DIGEST),
    "RFC 2231": (part("filename*=utf-8''%61%2E%65%78%65"), DIGEST),
    "RFC 2231 in pieces": (part("filename*0=a.e; filename*1=xe"), DIGEST),
    "name in Content-Type alone": (part("", content_type=f'{OCTETS}; name="a.exe"'), DIGEST),
    "another name in Content-Type": (
        part('filename="a.txt"', content_type=f'{OCTETS}; name="a.exe"'),
        DIGEST,
    ),
    "no name at all": (part("", content_type="image/png"), DIGEST),
    "in an attached message": (b"Content-Type: message/rfc822\r\n\r\n" + INNER, DIGEST),
    "names inside a zip": (part('filename="a.zip"', ZIP), sha256(ZIP).hexdigest()),
    "winmail.dat, no name in it": (
        part('filename="winmail.dat"', stream(file(b"", PROGRAM)), "application/ms-tnef"),
        DIGEST,
    ),
    "winmail.dat": (
        part('filename="winmail.dat"', WINMAIL, "application/ms-tnef"),
        DIGEST,
    ),
}
# The same as files that a person attaches: name, content, declared type.
OUTBOUND: dict[str, tuple[str, bytes, str]] = {
    "capitals": ("A.EXE", PROGRAM, OCTETS),
    "double extension": ("a.pdf.exe", PROGRAM, OCTETS),
    "double the other way": ("a.exe.pdf", PROGRAM, "application/pdf"),
    "trailing dot": ("a.exe.", PROGRAM, OCTETS),
    "trailing space": ("a.exe ", PROGRAM, OCTETS),
    "right-to-left mark": ("a\u202efdp.exe", PROGRAM, OCTETS),
    "mark inside the extension": ("a.e\u200fxe", PROGRAM, OCTETS),
    "RFC 2047": ("=?utf-8?B?YS5leGU=?=", PROGRAM, OCTETS),
    "RFC 2231": ("a%2Eexe", PROGRAM, OCTETS),
    "another name than its bytes": ("a.txt", PROGRAM, "text/plain"),
    "another type than its name": ("notes", b"x", "application/x-msdownload"),
    "no name at all": ("", PROGRAM, "image/png"),
    "in an attached message": ("a.eml", INNER, "message/rfc822"),
    "names inside a zip": ("a.zip", ZIP, "application/zip"),
    "winmail.dat": ("winmail.dat", WINMAIL, "application/ms-tnef"),
}
