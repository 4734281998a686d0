"""X-Failed-Recipients, which Exim, Google and systems built on Exim put into the header."""

from wire.bounce import addresses, blocks, recipients
from wire.bounce.dialects import exim
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """The addresses of the header, each with what the text says of it."""
    listed = addresses.found(" ".join(evidence.headers.get("x-failed-recipients", ())))
    if not listed:
        return None
    said = {one.address.lower(): one.diagnostic for one in exim.listed(evidence.notice)}
    everything = " ".join(said.values()) or evidence.notice
    action = blocks.action(evidence.notice)
    return recipients.distinct(
        recipients.recipient(one, said.get(one.lower(), everything), action=action)
        for one in listed
    )
