"""Mails with HTML and pictures, and one that tries everything at once."""

import base64

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def with_html(
    html: str, *, text: str = "plain", subject: str = "Hello", picture: bytes = b""
) -> bytes:
    """A message with both bodies, and a picture with the Content-ID logo@x."""
    part = ""
    if picture:
        part = (
            "--b\nContent-Type: image/png\nContent-ID: <logo@x>\nContent-Transfer-Encoding: base64\n\n"
            f"{base64.b64encode(picture).decode()}\n"
        )
    alternatives = (
        "--a\nContent-Type: text/plain; charset=utf-8\n\n"
        f"{text}\n--a\nContent-Type: text/html; charset=utf-8\n\n{html}\n--a--\n"
    )
    head = (
        f"From: chris@customers.test\nTo: support@lab.test\nSubject: {subject}\nMIME-Version: 1.0\n"
        "Content-Type: multipart/related; boundary=b\n\n"
    )
    whole = (
        f"{head}--b\nContent-Type: multipart/alternative; boundary=a\n\n{alternatives}{part}--b--\n"
    )
    return whole.replace("\n", "\r\n").encode()
