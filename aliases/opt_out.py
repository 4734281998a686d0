"""The opt-out link of an alias: a template with two placeholders, checked and filled (AL-7). Pure."""

from string import Formatter
from urllib.parse import quote, urlsplit, urlunsplit

from django.utils.encoding import iri_to_uri

PLACEHOLDERS = frozenset({"recipient", "alias"})


def trouble_in(template: str) -> str:
    """'' where ``template`` can be used as a link, else what is wrong and how to mend it."""
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        return "A brace is open: write placeholders as {recipient} or {alias}."
    for _, name, form, conversion in parts:
        if name is not None and (name not in PLACEHOLDERS or form or conversion):
            return f"“{{{name}}}” is not known: only {{recipient}} and {{alias}} are filled in."
    if any(character.isspace() or not character.isprintable() for character in template):
        return "A link has no spaces or line ends: write a space as %20."
    try:
        url = urlsplit(template)
        host, _ = url.hostname, url.port
    except ValueError:
        return "This is not a link. It has the form https://www.example.com/optout?who={recipient}"
    if url.scheme != "https":
        return "The link must begin with https://"
    if not host or "{" in url.netloc:
        return "The link needs the name of a server after https://, without placeholders in it."
    try:
        _in_ascii(url.netloc)
    except UnicodeError:
        return f"“{host}” is not the name of a server."
    return ""


def filled(template: str, *, recipient: str, alias: str) -> str:
    """The link for one recipient, in ASCII; both values are percent-encoded (RFC 3986 section 2.1)."""
    url = template.format(recipient=quote(recipient, safe=""), alias=quote(alias, safe=""))
    if url.isascii():
        return url
    parts = urlsplit(url)
    return iri_to_uri(urlunsplit(parts._replace(netloc=_in_ascii(parts.netloc))))


def _in_ascii(netloc: str) -> str:
    """The server as the domain name system knows it (RFC 5891). Raises UnicodeError."""
    return netloc.encode("idna").decode("ascii")
