"""Microsoft's national clouds as data (Entra "National clouds", Exchange "Authenticate an IMAP, POP or
SMTP connection using OAuth")."""

from dataclasses import dataclass

from wire.discovery.values import Server
from wire.endpoints import Encryption, Protocol


@dataclass(frozen=True, slots=True)
class Cloud:
    """``resource`` begins the scopes of persons, ``own_resource`` that of applications.

    ``portal`` is where applications are registered.
    """

    name: str
    label: str
    authority: str
    inbox: str
    smtp: str
    resource: str
    own_resource: str
    portal: str

    def servers(self) -> dict[Protocol, Server]:
        return {
            Protocol.IMAP: Server(Protocol.IMAP, self.inbox, 993, Encryption.TLS),
            Protocol.POP3: Server(Protocol.POP3, self.inbox, 995, Encryption.TLS),
            Protocol.SMTP: Server(Protocol.SMTP, self.smtp, 587, Encryption.STARTTLS),
        }


CLOUDS = (
    Cloud(
        "microsoft",
        "Microsoft 365 (Worldwide, GCC)",
        "https://login.microsoftonline.com",
        "outlook.office365.com",
        "smtp.office365.com",
        "https://outlook.office.com",
        "https://outlook.office365.com",
        "https://entra.microsoft.com",
    ),
    Cloud(
        "microsoft-us-gov-l4",
        "Microsoft 365 (US Government L4, GCC High)",
        "https://login.microsoftonline.us",
        "outlook.office365.us",
        "smtp.office365.us",
        "https://outlook.office365.us",
        "https://outlook.office365.us",
        "https://entra.microsoft.us",
    ),
    Cloud(
        "microsoft-us-gov-dod",
        "Microsoft 365 (US Government L5, DoD)",
        "https://login.microsoftonline.us",
        "outlook-dod.office365.us",
        "outlook-dod.office365.us",
        "https://outlook-dod.office365.us",
        "https://outlook-dod.office365.us",
        "https://entra.microsoft.us",
    ),
    Cloud(
        "microsoft-china",
        "Microsoft 365 (China, operated by 21Vianet)",
        "https://login.partner.microsoftonline.cn",
        "partner.outlook.cn",
        "smtp.partner.outlook.cn",
        "https://partner.outlook.cn",
        "https://partner.outlook.cn",
        "https://entra.microsoftonline.cn",
    ),
)
