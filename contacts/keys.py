"""How addresses of people are compared: whole, whatever the case. Pure."""

import unicodedata


def key_of(address: str) -> str:
    """The address as it is looked up. What stands behind a plus sign counts: it may be another person."""
    return unicodedata.normalize("NFC", address).strip().casefold()[:320]
