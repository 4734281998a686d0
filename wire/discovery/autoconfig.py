"""Server settings from the configuration file that a domain publishes for mail programs.

The file is a stranger's: entities and document types are refused, its size is limited.
"""

from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from wire.discovery.values import ADDRESS, LOCAL_PART, Server, Suggestion
from wire.endpoints import Encryption, Protocol

LARGEST = 65_536  # bytes
LONGEST_NAME = 255
_ENCRYPTIONS = {
    "SSL": Encryption.TLS,
    "STARTTLS": Encryption.STARTTLS,
    "plain": Encryption.NONE,
}
_PROTOCOLS = {"imap": Protocol.IMAP, "pop3": Protocol.POP3, "smtp": Protocol.SMTP}
_USERS = {"%EMAILADDRESS%": ADDRESS, "%EMAILLOCALPART%": LOCAL_PART}


class _Plain(TreeBuilder):
    """Refuses a document type: entities are declared there, and no such file needs one."""

    def doctype(self, name: str, public: str, system: str) -> None:
        raise ValueError("a document type")


def suggestions(domain: str, content: bytes) -> list[Suggestion]:
    """One for each incoming server of the file; none where it cannot be read."""
    root = _read(content)
    if root is None:
        return []
    outgoing = _servers(root, "outgoingServer", domain)
    leaving = outgoing[0][0] if outgoing else None
    source = f"Autoconfig of {domain}"
    return [
        Suggestion(source, server, leaving, user)
        for server, user in _servers(root, "incomingServer", domain)
    ]


def _read(content: bytes) -> Element | None:
    if len(content) > LARGEST:
        return None
    parser = XMLParser(target=_Plain())  # noqa: S314  # without entities, see _Plain
    try:
        parser.feed(content)
        root: Element = parser.close()
    except (ParseError, ValueError, LookupError):
        return None
    return root


def _servers(root: Element, tag: str, domain: str) -> list[tuple[Server, str]]:
    """Those that can be used, encrypted ones first, each with its user name."""
    found = [_server(element, domain) for element in root.iter(tag)]
    usable = [one for one in found if one]
    return sorted(usable, key=lambda one: one[0].encryption is Encryption.NONE)


def _server(element: Element, domain: str) -> tuple[Server, str] | None:
    def text(name: str) -> str:
        return (element.findtext(name) or "").strip()

    protocol = _PROTOCOLS.get(element.get("type", ""))
    encryption = _ENCRYPTIONS.get(text("socketType"))
    host = text("hostname").replace("%EMAILDOMAIN%", domain).lower()
    port = text("port")
    if not protocol or not encryption or not _possible(host) or not port.isdecimal():
        return None
    if not 0 < int(port[:6]) < 65_536:
        return None
    user = text("username")[:LONGEST_NAME]
    for placeholder, ours in _USERS.items():
        user = user.replace(placeholder, ours)
    return Server(protocol, host, int(port), encryption), user or ADDRESS


def _possible(host: str) -> bool:
    labels = host.split(".")
    return len(host) <= LONGEST_NAME and all(
        label and label.replace("-", "").isalnum() for label in labels
    )
