"""The tabs of an alias's page: their fields, and when a field applies (else the page hides it)."""

from typing import Any

from aliases.models import Alias

Fields = tuple[str | tuple[str, ...], ...]

GENERAL: Fields = (
    "department",
    "name",
    "address",
    "description",
    ("status", "is_default"),
    "redirections",
    "automatic_bcc",
    "send_mail_to",
    "send_mail_to_until",
)
INCOMING: Fields = (
    ("incoming_protocol", "incoming_encryption"),
    ("incoming_host", "incoming_port"),
    "incoming_verify",
    "incoming_method",
    "incoming_allow_clear",
    "incoming_user",
    ("incoming_secret", "incoming_secret_again"),
    "incoming_unspaced",
    ("folder", "interval_seconds"),
    "watch",
    "backlog",
    "backlog_since",
    ("after_fetch", "after_fetch_folder"),
    "maximum_megabytes",
    "priority",
    "retriever",
)
OUTGOING: Fields = (
    ("outgoing_protocol", "outgoing_encryption"),
    ("outgoing_host", "outgoing_port"),
    "outgoing_verify",
    "outgoing_method",
    "outgoing_allow_clear",
    "outgoing_user",
    ("outgoing_secret", "outgoing_secret_again"),
    "outgoing_unspaced",
    "outgoing_without_authentication",
    ("outgoing_address", "outgoing_encoding"),
    "outgoing_timeout",
    ("outgoing_interval_seconds", "outgoing_per_minute", "outgoing_connections"),
    "dispatcher",
)
OPT_OUT: Fields = (
    "opt_out",
    "opt_out_content",
    "opt_out_link_text",
    "opt_out_page",
    "opt_out_url",
    "opt_out_one_click",
)
ACKNOWLEDGEMENT: Fields = ("acknowledge", "acknowledge_text")
# What an alias of an email account has of its own; the rest is its account's.
RETRIEVING: Fields = INCOMING[INCOMING.index(("folder", "interval_seconds")) :]
SENDING: Fields = (
    "outgoing_encoding",
    ("outgoing_interval_seconds", "outgoing_per_minute", "outgoing_connections"),
)
THREADING: Fields = (
    "threading_mode",
    "order_of_rules",
    "threading_days",
    "threading_strangers",
    "sub_addressing",
    "case_template",
    "track_campaigns",
)
CONTACTS: Fields = (
    "directory_1",
    "directory_2",
    "directory_3",
    "default_logging_analyst",
    "use_linked_analyst",
)
TABS: tuple[tuple[str, Fields], ...] = (
    ("General", GENERAL),
    ("Incoming", INCOMING),
    ("Outgoing", OUTGOING),
    ("Opt-out", OPT_OUT),
    ("Threading", THREADING),
    ("Acknowledgement", ACKNOWLEDGEMENT),
    ("Contacts", CONTACTS),
)
# Asked until the first retrieval has settled it (RE-7).
BACKLOG = frozenset({"backlog", "backlog_since"})
SECRETS = frozenset({"secret", "secret_again", "unspaced"})

ESMTP = "outgoing_protocol == 'esmtp'"


def _with_spaces(direction: str) -> str:
    return f"/\\s/.test({direction}_secret || '')"


# Conditions of the page's own little language, on the values of the fields.
CONDITIONS: dict[str, str] = {
    "send_mail_to_until": "send_mail_to",
    "incoming_allow_clear": "incoming_encryption == 'none'",
    "incoming_verify": "incoming_encryption != 'none'",
    "incoming_unspaced": _with_spaces("incoming"),
    "folder": "typeof incoming_protocol == 'undefined' || incoming_protocol == 'imap'",
    "backlog_since": "backlog == 'since'",
    "after_fetch_folder": "after_fetch == 'move'",
    "outgoing_allow_clear": f"{ESMTP} && outgoing_encryption == 'none'",
    "outgoing_verify": "outgoing_encryption != 'none'",
    "outgoing_method": ESMTP,
    "outgoing_user": ESMTP,
    "outgoing_secret": ESMTP,
    "outgoing_secret_again": ESMTP,
    "outgoing_unspaced": f"{ESMTP} && {_with_spaces('outgoing')}",
    "outgoing_without_authentication": ESMTP,
    "opt_out_content": "opt_out",
    "opt_out_link_text": "opt_out",
    "opt_out_page": "opt_out",
    "opt_out_url": "opt_out && !opt_out_page",
    "opt_out_one_click": "opt_out",
    "acknowledge_text": "acknowledge",
}


def fieldsets(alias: Alias | None, *, writable: bool) -> list[tuple[str, dict[str, Any]]]:
    """The tabs for ``alias``, None for a new one; only who may write sees fields for passwords."""
    left_out: set[str] = set()
    if alias is not None and alias.backlog_settled_at:
        left_out |= BACKLOG
    if not writable:
        left_out |= {f"{way}_{one}" for way in ("incoming", "outgoing") for one in SECRETS}
    shown = _of_account() if alias is not None and alias.account_id else TABS
    return [(title, {"classes": ("tab",), "fields": _without(left_out, of)}) for title, of in shown]


def _of_account() -> tuple[tuple[str, Fields], ...]:
    own = {"General": (*GENERAL, "shared_mailbox"), "Incoming": RETRIEVING, "Outgoing": SENDING}
    return tuple((title, own.get(title, of)) for title, of in TABS)


def _without(left_out: set[str], fields: Fields) -> Fields:
    kept: list[str | tuple[str, ...]] = []
    for line in fields:
        names = (line,) if isinstance(line, str) else line
        rest = tuple(name for name in names if name not in left_out)
        if rest:
            kept.append(rest if len(rest) > 1 else rest[0])
    return tuple(kept)
