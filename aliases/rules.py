"""The rules of what is general about an alias: its addresses, its redirections, its opt-out.

They clear what does not apply, and return the errors by field.
"""

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from aliases import opt_out
from departments.servers import Errors

if TYPE_CHECKING:
    from aliases.models import Alias, AliasQuerySet

# “Send mail to” is for tests, and forgotten easily: it ends by itself (P46).
REDIRECTED_FOR = timedelta(hours=8)
NOT_REACHED = (
    "Nobody has said how this installation is reached from outside: set MAILCENTER_URL, or use a "
    "link of your own."
)


def split_addresses(text: str) -> list[str]:
    """The addresses of ``text``, in small letters, each once; ; , and line ends separate them."""
    return list(dict.fromkeys(one.lower() for one in re.split(r"[;,\s]+", text) if one))


def clean_general(alias: "Alias", others: "AliasQuerySet", now: datetime) -> Errors:
    """``others`` are the aliases that must not share an address with ``alias``."""
    alias.address = alias.address.lower()
    alias.automatic_bcc = alias.automatic_bcc.lower()
    alias.send_mail_to = alias.send_mail_to.lower()
    if not alias.send_mail_to:
        alias.send_mail_to_until = None
    elif alias.send_mail_to_until is None:
        alias.send_mail_to_until = now + REDIRECTED_FOR
    found: dict[str, str] = {
        "address": _taken(alias.address, others),
        "redirections": _clean_redirections(alias, others),
        "automatic_bcc": _same(alias, alias.automatic_bcc),
        "send_mail_to": _same(alias, alias.send_mail_to),
    }
    if alias.acknowledge and not alias.acknowledge_text.strip():
        found["acknowledge_text"] = "Type what the acknowledgement says."
    return {name: words for name, words in found.items() if words} | clean_opt_out(alias)


def _same(alias: "Alias", address: str) -> str:
    if address and address == alias.address:
        return "This is the address of the alias itself: its mail would come back to it."
    return ""


def _clean_redirections(alias: "Alias", others: "AliasQuerySet") -> str:
    addresses = split_addresses(alias.redirections)
    for address in addresses:
        if words := _bad(address) or _taken(address, others):
            return words
    if alias.address in addresses:
        return f"{alias.address} is the address of the alias itself: leave it out."
    alias.redirections = "\n".join(addresses)
    return ""


def _bad(address: str) -> str:
    try:
        validate_email(address)
    except ValidationError:
        return f"“{address}” is not an email address: write one a line, as support@example.com."
    return ""


def _taken(address: str, others: "AliasQuerySet") -> str:
    """Whose it is is not said: that alias may belong to a department the person does not see."""
    if others.filter(address=address).exists():
        return f"Another alias has the address {address}: each address belongs to one alias."
    near = others.filter(redirections__contains=address)
    if any(address in one.splitlines() for one in near.values_list("redirections", flat=True)):
        return (
            f"{address} is a redirection address of another alias: take it out there first, "
            "or choose another address."
        )
    return ""


def clean_opt_out(alias: "Alias") -> Errors:
    """What was typed is kept while the opt-out is off, and checked when it is on."""
    if not alias.opt_out:
        return {}
    errors: Errors = {}
    if alias.opt_out_page:
        if not settings.PUBLIC_URL:
            errors["opt_out_page"] = NOT_REACHED
    elif not alias.opt_out_url:
        errors["opt_out_url"] = "Type the link by which people opt out."
    elif words := opt_out.trouble_in(alias.opt_out_url):
        errors["opt_out_url"] = words
    if not alias.opt_out_link_text:
        errors["opt_out_link_text"] = "Type the words of the link, such as Unsubscribe."
    return errors
