"""Encryption, certificates, and services on a port that are not the wanted one."""

from wire.causes import Known
from wire.causes_network import row
from wire.errors import Cause

CONFIGURATION = Cause.CONFIGURATION

_TLS: tuple[Known, ...] = (
    row(
        CONFIGURATION,
        "TLS wanted",
        "Port {port} speaks TLS from the start.",
        "Choose encryption TLS.",
        "encryption",
    ),
    row(
        CONFIGURATION,
        "certificate",
        "The server's certificate is refused: {words}.",
        "Have the server's certificate renewed.",
        "verify",
        words="has expired",
    ),
    row(
        CONFIGURATION,
        "certificate",
        "The server's certificate is refused: {words}.",
        "Check the clock of this machine, and the server's certificate.",
        "verify",
        words="not yet valid",
    ),
    row(
        CONFIGURATION,
        "certificate",
        "The server's certificate is refused: {words}.",
        "Add the certificate to the CA bundle of the partition, or have the server use a "
        "certificate of a known authority.",
        "verify",
        words="self-signed certificate$",
    ),
    row(
        CONFIGURATION,
        "certificate",
        "The server's certificate is refused: {words}.",
        "Add the authority that issued the certificate to the CA bundle of the partition.",
        "verify",
        words="unable to get|in certificate chain|unable to verify",
    ),
    row(
        CONFIGURATION,
        "certificate",
        "The server's certificate is refused: {words}.",
        "Use the name that stands in the server's certificate as server name.",
        "host",
        words="not valid for",
    ),
    row(
        CONFIGURATION,
        "certificate",
        "The server's certificate is refused: {words}.",
        "Have the server use a stronger key and signature.",
        "verify",
        words="too (small|weak|short)",
    ),
    row(
        CONFIGURATION,
        "certificate",
        "The server's certificate is refused: {words}.",
        "Ask the server's operator for a certificate that can be verified.",
        "verify",
    ),
    row(
        CONFIGURATION,
        "TLS",
        "Port {port} does not speak TLS from the start.",
        "Choose STARTTLS, or the port for TLS.",
        "encryption",
        words="WRONG_VERSION_NUMBER|RECORD_LAYER_FAILURE|PACKET_LENGTH_TOO_LONG",
    ),
    row(
        CONFIGURATION,
        "TLS",
        "The server only offers TLS versions that are no longer safe (1.1 or older).",
        "The server must offer TLS 1.2 or newer.",
        "host",
        words="PROTOCOL",
    ),
    row(
        CONFIGURATION,
        "TLS",
        "The server and this machine have no cipher in common ({words}).",
        "Have the server offer the ciphers of TLS 1.2 or newer.",
        "host",
        words="HANDSHAKE_FAILURE|NO_SHARED_CIPHER|DH_KEY_TOO_SMALL",
    ),
    row(
        CONFIGURATION,
        "TLS",
        "The server wants a certificate of this machine ({words}).",
        "Choose a port that wants user name and password.",
        "port",
        words="CERTIFICATE_REQUIRED|BAD_CERTIFICATE",
    ),
    row(
        CONFIGURATION,
        "TLS",
        "The server does not know itself by the name “{host}”.",
        "Use the name that the provider gives for this server.",
        "host",
        words="UNRECOGNIZED_NAME",
    ),
    row(
        CONFIGURATION,
        "TLS",
        "The encrypted connection could not be set up ({words}).",
        "Compare encryption and port with the server's.",
        "encryption",
    ),
)
_STRANGERS = (
    row(
        CONFIGURATION,
        "stranger",
        "Port {port} answers as an IMAP server does.",
        "Choose protocol IMAP, or the port for the protocol that you want.",
        "port",
        words="^imap$",
    ),
    row(
        CONFIGURATION,
        "stranger",
        "Port {port} answers as a POP3 server does.",
        "Choose protocol POP3, or the port for the protocol that you want.",
        "port",
        words="^pop3$",
    ),
    row(
        CONFIGURATION,
        "stranger",
        "Port {port} answers as a server for sending (SMTP) or for files (FTP) does.",
        "Choose the port for the protocol that you want.",
        "port",
        words="^smtp$",
    ),
    row(
        CONFIGURATION,
        "stranger",
        "What answers on port {port} is no mail server; its words are not shown here.",
        "Check server name and port.",
        "port",
    ),
)
ROWS = _TLS + _STRANGERS
