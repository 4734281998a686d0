"""How an answer finds its case: the rules of each threading mode in their order, with words.

Data alone, so that the alias's page can show it; `activities.threading` does what it says.
"""

from django.db.models import TextChoices


class Threading(TextChoices):
    """The threading mode of an alias (TH-1)."""

    SUBJECT_ID = "subject-suffix", "Interaction ID at the end of the subject"
    SUBJECT_PREFIX = "subject-prefix", "Interaction ID at the start of the subject"
    REPLY_TO = "reply-to", "Interaction ID in Reply-To"
    REPLY_TO_AND_SUBJECT = "reply-to-subject", "Reply-To with subject match"
    SUBJECT = "subject", "Subject match"


class Rule(TextChoices):
    """A rule that may decide; the label says what it does."""

    REPORT = "report", "A delivery report goes to the mail it is about"
    SUBJECT_ID = "subject-id", "A signed interaction ID in the subject"
    REPLY_TO_ID = "reply-to-id", "A signed interaction ID in the address or name it was sent to"
    SUBJECT = "subject", "The same subject from the same person to this alias, of late"
    REFERENCE = "reference", "In-Reply-To and References name a mail that is known"
    ANCESTOR = "ancestor", "A mail of the same people belongs to the same chain of references"
    NEW = "new", "None of the rules: a new case"
    HAND = "hand", "A person decided"


_BY_MODE: dict[str, tuple[Rule, ...]] = {
    Threading.SUBJECT_ID: (Rule.SUBJECT_ID,),
    Threading.SUBJECT_PREFIX: (Rule.SUBJECT_ID,),
    Threading.REPLY_TO: (Rule.REPLY_TO_ID,),
    Threading.REPLY_TO_AND_SUBJECT: (Rule.REPLY_TO_ID, Rule.SUBJECT),
    Threading.SUBJECT: (Rule.SUBJECT,),
}


def order_of(mode: str) -> tuple[Rule, ...]:
    """The rules that are asked, first to last; the first that finds a case decides (TH-1, TH-4)."""
    return (Rule.REPORT, *_BY_MODE.get(mode, ()), Rule.REFERENCE, Rule.ANCESTOR, Rule.NEW)
