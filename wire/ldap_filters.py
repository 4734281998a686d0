"""The filter of a directory server: a template of the administrator, an address of a stranger.

Whatever stands in the address, it stays one value of the filter (RFC 4515 section 3).
"""

import re

from ldap3.core.exceptions import LDAPExceptionError
from ldap3.operation.search import parse_filter
from ldap3.utils.conv import escape_filter_chars
from ldap3.utils.dn import parse_dn

_PLACES = re.compile(r"\{(address|local|domain)\}")
_TRIED = "somebody@example.org"
# A filter nested deeper would end in a RecursionError of the library.
DEEPEST = 20


def filled(template: str, address: str) -> str:
    """``template`` with {address}, {local} and {domain} filled in, each escaped."""
    local, _, domain = address.rpartition("@")
    values = {"address": address, "local": local, "domain": domain}
    return _PLACES.sub(lambda place: escape_filter_chars(values[place[1]]), template)


def complaint(template: str) -> str:
    """What is wrong with a template, in words; '' where nothing is."""
    if "{address}" not in template and "{local}" not in template:
        return "Write {address} where the sender's address is to stand, such as (mail={address})."
    text = filled(template, _TRIED).strip()
    unknown = re.search(r"\{(\w*)\}", text)
    if unknown:
        return f"“{unknown[0]}” is not known: there are {{address}}, {{local}} and {{domain}}."
    if not text.startswith("(") or text.count("(") != text.count(")"):
        return (
            "A filter stands in brackets, and each one that is opened is closed: (mail={address})."
        )
    if text.count("(") > DEEPEST:
        return f"The filter has more than {DEEPEST} parts."
    try:
        parse_filter(text, None, False, True, None, False)
    except (LDAPExceptionError, ValueError, LookupError, TypeError, AttributeError):
        return "This is not a filter: (attribute=value), joined by &, | and !, as in RFC 4515."
    return ""


def not_a_name(dn: str) -> str:
    """What is wrong with a distinguished name, in words; '' where nothing is. An empty one is none."""
    try:
        parts = parse_dn(dn) if dn.strip() else []
    except (LDAPExceptionError, ValueError, LookupError):
        parts = []
    if parts:
        return ""
    return "This is not the name of an entry: it looks like ou=people,dc=example,dc=org."
