"""A refusal that holds for all mail of an alias, as the error that stops it."""

from dataclasses import replace

from wire import answers
from wire.endpoints import Endpoint
from wire.errors import Cause, WireError
from wire.letters import Reply


def stopping(reply: Reply, endpoint: Endpoint, *, signing_in: bool) -> WireError:
    """``signing_in`` says that the sign-in is refused, else the sender is."""
    cause = Cause.CREDENTIALS if signing_in else Cause.CONFIGURATION
    field = "secret" if signing_in else "address"
    why = answers.smtp(reply.code, reply.text, reply.step, endpoint)[1]
    why = replace(why, tried=str(endpoint), field=field)
    return WireError(cause, reply.step, why, code=reply.code)
