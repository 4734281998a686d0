"""Who may sign in and who gets mail: `accounts.json`, read again whenever it changes."""

import base64
import binascii
import hmac
import json
import logging
from pathlib import Path

log = logging.getLogger("mailserver.accounts")


class Accounts:
    """The accounts of the demo; addresses are compared without regard to case."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen: tuple[int, int] | None = None
        self._passwords: dict[str, str] = {}

    def sign_in(self, user: str, password: str) -> str | None:
        """The account's address when the password is right, else None."""
        address = user.strip().lower()
        known = self._current().get(address)
        if known is None or not hmac.compare_digest(known.encode(), password.encode()):
            return None
        return address

    def owner(self, recipient: str) -> str | None:
        """The account that gets mail for a recipient; `local+tag` belongs to `local` (RFC 5233)."""
        address = recipient.lower()
        accounts = self._current()
        if address in accounts:
            return address
        local, _, domain = address.rpartition("@")
        plain = f"{local.partition('+')[0]}@{domain}"
        return plain if plain in accounts else None

    def _current(self) -> dict[str, str]:
        try:
            status = self._file.stat()
        except FileNotFoundError:
            self._seen, self._passwords = None, {}
            return self._passwords
        mark = (status.st_mtime_ns, status.st_size)
        if mark != self._seen:
            self._seen = mark
            self._read()
        return self._passwords

    def _read(self) -> None:
        try:
            entries = json.loads(self._file.read_bytes())
            accounts = {str(name).lower(): str(word) for name, word in entries.items()}
        except (ValueError, AttributeError):
            # Someone may be half way through writing it: what was known stays in force.
            log.warning('accounts.json is not {"address": "password", …}: not taken over')
            return
        self._passwords = accounts
        log.info("accounts read: %d", len(accounts))


def decode_base64(data: bytes) -> bytes | None:
    """The decoded bytes of one SASL line (RFC 4954 section 4), or None when it is not base64."""
    try:
        return base64.b64decode(data, validate=True)
    except binascii.Error:
        return None


def decode_plain(data: bytes) -> tuple[str, str] | None:
    """User and password out of one base64 PLAIN message (RFC 4616), or None when malformed."""
    fields = (decode_base64(data) or b"").split(b"\0")
    if len(fields) != 3:
        return None
    return fields[1].decode(errors="replace"), fields[2].decode(errors="replace")
