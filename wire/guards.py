"""What is refused: going on without the encryption that was asked for. Readable passwords are
refused in wire.sasl.choice."""

from wire.endpoints import Endpoint
from wire.errors import Cause, Explanation, Step, WireError


def no_starttls(endpoint: Endpoint) -> WireError:
    """STARTTLS was asked for and is not offered: never go on without (RFC 8314 section 3)."""
    why = "The server does not offer STARTTLS."
    remedy = "Choose TLS and its port; without encryption the password could be read by others."
    explanation = Explanation(why, remedy, tried=str(endpoint))
    return WireError(Cause.CONFIGURATION, Step.ENCRYPTION, explanation)
