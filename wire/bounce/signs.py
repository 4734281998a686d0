"""Signs that a message was written by a machine; each alone proves little, none is a verdict."""

import re

from wire.bounce.evidence import Evidence

# Words of local parts, also followed by a number: mailer-daemon, MDaemon, postmaster2.
MAILERS = re.compile(
    r"(?<![a-z0-9])(?:am)?(?:mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|postmaster|post[-_.]?master|postmast|postadm"
    r"|mail[-_.]?master|mailer|maildelivery|mail[-_.]?delivery(?:[-_.]?(?:system|subsystem))?"
    r"|mail[-_.]?system|mailsystem|mail[-_.]?gateway|bounces?|ccmail_agent|microsoftexchange[0-9a-f]*"
    r"|smtp|uucp|mmdf|mail[-_]?adm|daemon)(?:[-_.+]?\d+)?(?![a-z])",
    re.IGNORECASE,
)
MAILER_NAMES = re.compile(
    r"mail (?:delivery|deliver|administrator) ?(?:sub)?system|mailer.?daemon|postmaster"
    r"|delivery (?:sub)?system|mail administrator|system administrator|internet mail service"
    r"|ndr administrator|mdaemon|interscan",
    re.IGNORECASE,
)
ROBOTS = re.compile(
    r"(?:no|not|donot|do[-_.]not)[-_.]?(?:reply|respond|response)s?(?:[-_.+].{0,60})?|auto[-_.]?(?:reply"
    r"|responder|respond|response|answer|sender)|vacation|robot|.{1,60}-(?:request|bounces?|owner)"
    r"|owner-.{1,60}|listserv|majordomo|mailman",
    re.IGNORECASE,
)
BOUNCE_SUBJECT = re.compile(
    r"^(?:\[[^\]\n]{1,40}\] ?)?\W{0,3}(?:undeliver(?:able|ed)|returned mail|returning message|mail (?:delivery )?(?:failed"
    r"|failure|error|system error|could not)|failure notice|delivery (?:status notification|failure"
    r"|failed|notification|report|error|problem|has failed|status)|non[- ]?deliver|message (?:delivery"
    r"|could not|not delivered|undeliver|status)|warning: (?:message|could not|e?-?mail)|unzustellbar"
    r"|nicht zustellbar|ndn:|fail(?:ed|ure) (?:mail|delivery|to deliver)|could not (?:send|deliver)"
    r"|e?-?mail (?:delivery|not|undeliver)|unable to deliver|unknown (?:user|address|recipient)"
    r"|mail system error|メール.{0,10}(?:不能|エラー|できません)|配信(?:不能|エラー|失敗)|送信(?:不能|できません)|不達|未送達"
    r"|недоставлен|не доставлен|系统退信|退信|邮件.{0,6}失败|mensaje (?:no|devuelto)|correo (?:no|devuelto)"
    r"|mancata consegna|messaggio non|onbestelbaar|niet bezorgd|échec|kan inte levereras|ikke levert"
    r"|user unknown|delivery\b.{0,30}\bfailed|bounced|problem delivering|non remis|no entregad)",
    re.IGNORECASE,
)
BOUNCE_OPENING = re.compile(
    r"(?:could|can|was|were|has|have) ?not (?:yet )?(?:be |been )?(?:successfully )?delivered"
    r"|(?:unable|failed|not able) to deliver|undeliverable|did not reach|delivery (?:has )?failed"
    r"|did not receive|(?:user|recipient|address) unknown|no such user",
    re.IGNORECASE,
)
MAX_OPENING = 800
MAX_HEADLINE = 120
FAILURE = re.compile(
    r"undeliver|not (?:be )?deliver|fail|unable to|could not|couldn'?t|cannot|can'?t|returned|reject"
    r"|unknown|error|refus|invalid|no such|no (?:mailbox|user)|quota|\bfull\b|does(?:n't| not) (?:exist|like)"
    r"|unzustellbar|nicht zu|no entreg|не (?:может|удалось|доставлен)|无法|無法|失败|失敗|退信|できません|エラー",
    re.IGNORECASE,
)
MAX_NOTICE = 6000
# A reply or a forwarded message quotes such subjects.
REPLY_SUBJECT = re.compile(r"^\s*(?:re|aw|sv|fw|fwd|wg|tr|rv)(?:\[\d+\])?\s*:", re.IGNORECASE)
# Signs that are seen in the sender alone.
BY_SENDER = frozenset({"a mailer's sender", "a robot's sender"})
LIST_HEADERS = ("list-id", "list-post", "list-unsubscribe", "mailing-list", "x-mailing-list")


def automatic(evidence: Evidence) -> tuple[str, ...]:
    """All signs a message shows, as words for people; empty for what a person may have sent.

    Bulk and list mail is automatic in another sense and does not count (see `is_list`).
    """
    checks = (
        (evidence.return_path == "", "null return path"),
        (auto_submitted(evidence) not in ("", "no"), "Auto-Submitted"),
        (is_mailer(evidence), "a mailer's sender"),
        (bool(evidence.header("x-failed-recipients")), "X-Failed-Recipients"),
        (evidence.content_type == "multipart/report", "multipart/report"),
        (precedence(evidence) in ("auto_reply", "auto-reply", "junk"), "Precedence"),
        (suppresses(evidence), "X-Auto-Response-Suppress"),
        (is_autoresponder(evidence), "a robot's sender"),
    )
    return tuple(name for shown, name in checks if shown)


def from_mailer(evidence: Evidence) -> bool:
    """True where a mail server may have written the message, so that its text may be judged.

    A person who quotes a bounce, or a list that discusses one, shows none of this.
    """
    if evidence.return_path == "" or is_mailer(evidence) or evidence.header("x-failed-recipients"):
        return True
    if evidence.content_type == "multipart/report":
        return True
    if REPLY_SUBJECT.match(evidence.subject):
        return False
    subject = bool(BOUNCE_SUBJECT.match(evidence.subject))
    if is_list(evidence):
        # Some gateways copy the fields of a list into the report; its posts only talk about one.
        return subject and _opens(evidence) < MAX_HEADLINE
    return subject or (evidence.returned.present and _opens(evidence) < MAX_OPENING)


def _opens(evidence: Evidence) -> int:
    """Where the notice begins to speak of a failure; MAX_OPENING where it does not."""
    found = BOUNCE_OPENING.search(evidence.notice[:MAX_OPENING])
    return found.start() if found else MAX_OPENING


def speaks_of_failure(evidence: Evidence) -> bool:
    """True where subject or text has any word of failure, or something came back."""
    if evidence.returned.present:
        return True
    if BOUNCE_SUBJECT.match(evidence.subject) or FAILURE.search(evidence.subject[:500]):
        return True
    return bool(FAILURE.search(evidence.notice[:MAX_NOTICE]))


def is_mailer(evidence: Evidence) -> bool:
    """True where From names a mail server, by its local part, by its name, or by nothing else."""
    if not evidence.sender:
        return bool(MAILERS.fullmatch(evidence.sender_name.strip()) or _names_mailer(evidence))
    return bool(MAILERS.search(evidence.local_part) or _names_mailer(evidence))


def is_autoresponder(evidence: Evidence) -> bool:
    """True for senders such as auto-reply@ and autoresponder@."""
    local = evidence.local_part
    return bool(ROBOTS.fullmatch(local)) and local.startswith(("auto", "vacation"))


def is_robot(evidence: Evidence) -> bool:
    """True for senders nobody reads: no-reply, list machinery, autoresponders."""
    return bool(ROBOTS.fullmatch(evidence.local_part))


def is_list(evidence: Evidence) -> bool:
    """True where a list or a bulk mailer sent it (RFC 2369, RFC 2919, Precedence)."""
    listed = any(name in evidence.headers for name in LIST_HEADERS)
    return listed or precedence(evidence) in ("list", "bulk")


def precedence(evidence: Evidence) -> str:
    """The Precedence field in lower case, '' where there is none."""
    return evidence.header("precedence").strip().lower()[:40]


def auto_submitted(evidence: Evidence) -> str:
    """The keyword of Auto-Submitted (RFC 3834 section 5) in lower case, '' where there is none."""
    value = evidence.header("auto-submitted").strip().lower()
    return re.split(r"[\s;(]", value, maxsplit=1)[0]


def suppresses(evidence: Evidence) -> bool:
    values = {one.strip() for one in suppressed(evidence).split(",")}
    return bool(values & {"all", "oof", "autoreply"})


def suppressed(evidence: Evidence) -> str:
    """X-Auto-Response-Suppress in lower case: what the sender wants no answer of ([MS-OXCMAIL])."""
    return evidence.header("x-auto-response-suppress").strip().lower()[:200]


def _names_mailer(evidence: Evidence) -> bool:
    return bool(MAILER_NAMES.search(evidence.sender_name[:200]))
