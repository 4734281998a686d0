"""Looking into the mailbox of the form: its newest message, and its folders; nothing is changed."""

from typing import Any

from aliases import connections
from aliases.models import Alias
from wire import probe
from wire.looking import Folder, Newest
from wire.probe import Mailbox, Reports

# So much of a text tells people which message it is.
LONGEST_TEXT = 2_000


def newest(alias: Alias) -> Reports:
    yield from probe.newest(_mailbox(alias))


def folders(alias: Alias) -> Reports:
    yield from probe.folders(_mailbox(alias))


def told_newest(found: Newest | None) -> dict[str, Any]:
    if found is None:
        return {"words": "The folder is empty: there is no message to show."}
    message = found.message
    sender = message.from_ or message.sender
    text = message.text if found.whole else "(too large to be shown here)"
    return {
        "words": "The newest message was read and left where it is.",
        "message": {
            "sender": f"{sender.name} <{sender.email}>" if sender else "(no sender)",
            "subject": message.subject or "(no subject)",
            "date": message.date.isoformat() if message.date else "",
            "text": text[:LONGEST_TEXT] + ("…" if len(text) > LONGEST_TEXT else ""),
        },
    }


def told_folders(found: list[Folder]) -> dict[str, Any]:
    listed = [{"name": one.name, "use": one.use} for one in found]
    return {"words": f"The server has {len(listed)} folders.", "folders": listed}


def _mailbox(alias: Alias) -> Mailbox:
    return Mailbox(
        connections.incoming_endpoint(alias),
        connections.incoming_credentials(alias),
        connections.incoming_protocol(alias),
        alias.folder,
    )
