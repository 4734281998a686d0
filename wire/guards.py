"""What is refused before a byte is sent: passwords in the clear, and going on without encryption."""

from wire.endpoints import Credentials, Encryption, Endpoint
from wire.errors import Cause, Explanation, Step, WireError


def no_starttls(endpoint: Endpoint) -> WireError:
    """STARTTLS was asked for and is not offered: never go on without (RFC 8314 section 3)."""
    why = "The server does not offer STARTTLS."
    remedy = "Choose TLS and its port; without encryption the password could be read by others."
    explanation = Explanation(why, remedy, tried=str(endpoint))
    return WireError(Cause.CONFIGURATION, Step.ENCRYPTION, explanation)


def refuse_clear_password(endpoint: Endpoint, credentials: Credentials) -> None:
    """Raises WireError before a password would travel readable without leave."""
    if endpoint.encryption is Encryption.NONE and not credentials.allow_clear:
        why = "The password would travel readable: the connection is not encrypted."
        remedy = "Choose STARTTLS or TLS, or allow passwords without encryption for this server."
        explanation = Explanation(why, remedy, tried=str(endpoint))
        raise WireError(Cause.CONFIGURATION, Step.AUTHENTICATION, explanation)
