"""Case, activity, and the recipients of outgoing mail with every attempt made for them."""

from typing import Any, Self

from django.db import models
from django.utils import timezone

from activities.cases.columns import CaseColumns
from activities.cases.models import CaseTag, CaseTemplate, PriorityMatrix
from activities.composing.values import Kind
from activities.files import OutgoingFile
from activities.handled import Handled
from activities.hooks.models import Hook, HookEvent
from activities.kept import KeptCopy
from activities.queues.columns import OPEN, ORDER, Waiting
from activities.queues.models import Queue, QueueStep
from activities.raw import FailedMessage, RawMessage, RawState, ServerCopy, WaterMark
from activities.reports import Report, Worked
from activities.revealing import Revealed
from activities.visits import Visit
from activities.workflows.stored import AcknowledgementText, Decided, Workflow, WorkflowVersion
from activities.writing.unsent import UnsentFile, UnsentMail
from aliases.finding import Rule
from departments.trail import Trail
from departments.visibility import visible
from departments.written_once import Once
from exceptions.kinds import ExceptionKind

__all__ = [
    "UNFINISHED",
    "AcknowledgementText",
    "Activity",
    "Ancestor",
    "Attachment",
    "Attempt",
    "Case",
    "CaseTag",
    "CaseTemplate",
    "Decided",
    "Direction",
    "ExceptionActivity",
    "ExceptionKind",
    "FailedMessage",
    "Handled",
    "Hook",
    "HookEvent",
    "KeptCopy",
    "Kind",
    "Outcome",
    "OutgoingFile",
    "Phase",
    "PriorityMatrix",
    "Queue",
    "QueueStep",
    "QueuedActivity",
    "RawMessage",
    "RawState",
    "Recipient",
    "RecipientState",
    "Report",
    "Revealed",
    "ServerCopy",
    "UnsentFile",
    "UnsentMail",
    "Visit",
    "WaterMark",
    "Worked",
    "Workflow",
    "WorkflowVersion",
]


class Case(CaseColumns):
    """The thread of activities on one matter."""

    department = models.ForeignKey(
        "departments.Department", models.PROTECT, related_name="cases", db_index=False
    )
    subject = models.TextField(blank=True)
    person = models.ForeignKey(
        "contacts.Person", models.SET_NULL, null=True, blank=True, related_name="cases"
    )
    logging_analyst = models.ForeignKey(
        "contacts.Person", models.SET_NULL, null=True, blank=True, related_name="logged_cases"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    linked_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="branches"
    )
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged"
    )
    history = Trail()

    class Meta:
        indexes = (models.Index(fields=("department", "-id"), name="cases_of_department"),)

    def __str__(self) -> str:
        return f"Case {self.pk}"


class Direction(models.TextChoices):
    INBOUND = "inbound", "Inbound"
    OUTBOUND = "outbound", "Outbound"


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, user: Any) -> Self:
        return visible(self, user, "department")  # type: ignore[return-value]


class Activity(Waiting):
    """One email, inbound or outbound, as the system keeps it for reading."""

    # Without an index of its own: one of those below begins with it.
    case = models.ForeignKey(Case, models.PROTECT, related_name="activities", db_index=False)
    department = models.ForeignKey(
        "departments.Department", models.PROTECT, related_name="activities", db_index=False
    )
    alias = models.ForeignKey(
        "aliases.Alias", models.PROTECT, related_name="activities", db_index=False
    )
    direction = models.CharField(max_length=10, choices=Direction)
    # What an outbound one is to the activity that it answers; what came in is of no kind.
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.NEW, editable=False)
    raw = models.OneToOneField(
        RawMessage, models.SET_NULL, null=True, blank=True, related_name="activity"
    )
    answers = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replies"
    )
    author = models.ForeignKey(
        "departments.User", models.SET_NULL, null=True, blank=True, related_name="activities"
    )
    person = models.ForeignKey(
        "contacts.Person", models.SET_NULL, null=True, blank=True, related_name="activities"
    )
    message_id = models.CharField("Message-ID", max_length=998, blank=True)
    in_reply_to = models.TextField("In-Reply-To", blank=True)
    references = models.TextField(blank=True)
    sender = models.CharField("from", max_length=500, blank=True)
    sender_address = models.CharField(max_length=320, blank=True)
    reply_to = models.TextField(blank=True)
    to = models.TextField(blank=True)
    cc = models.TextField("CC", blank=True)
    subject = models.TextField(blank=True)
    base_subject = models.CharField(max_length=200, blank=True, editable=False)
    # Who it came from or went to, as `activities.threads` compares people.
    correspondent = models.CharField(max_length=320, blank=True, editable=False)
    threading_rule = models.CharField(max_length=12, choices=Rule, blank=True)
    threading_why = models.TextField(blank=True)
    exception = models.CharField(
        "subtype", max_length=10, choices=ExceptionKind, blank=True, editable=False
    )
    # Which rule or phrase said so, and what it looked at (DE-4).
    exception_rule = models.CharField(max_length=200, blank=True, editable=False)
    exception_where = models.CharField(max_length=300, blank=True, editable=False)
    # Sent by the system itself: never answered, and counted by the breaker (P30).
    automatic = models.BooleanField(default=False, editable=False)
    text = models.TextField(blank=True)
    html = models.TextField("HTML", blank=True)
    notes = models.TextField(blank=True, help_text="What had to be guessed or mended to read it.")
    # What the steps of composing noted when it was written: [{"step": …, "words": …}, …].
    why = models.JSONField(default=list, blank=True, editable=False)
    dated_at = models.DateTimeField("date of the sender", null=True, blank=True)
    at = models.DateTimeField("received or written", default=timezone.now)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "activities"
        ordering = ("-at", "-id")
        permissions = (
            ("send_mail", "Can write and answer mail"),
            ("thread_cases", "Can split and merge cases"),
            ("show_remote", "Can show pictures of other servers"),
        )
        indexes = (
            models.Index(fields=("alias", "base_subject", "correspondent"), name="same_subject"),
            models.Index(fields=("case", "correspondent"), name="people_of_case"),
            # Not ``db_index``, which makes a second one for searches by beginning.
            models.Index(fields=("message_id",), name="activities_by_message_id"),
            models.Index(fields=("sender_address",), name="activities_by_sender"),
            # The lists, the newest first.
            models.Index(fields=("-at", "-id"), name="activities_listed"),
            models.Index(fields=("department", "-at", "-id"), name="activities_of_department"),
            # What came back: ordinary mail is not in it, and pays nothing.
            models.Index(
                fields=("-at", "-id"),
                include=("department",),
                condition=~models.Q(exception=""),
                name="exceptions_listed",
            ),
            models.Index(
                fields=("queue", *ORDER),
                include=("taken_by", "department"),
                condition=OPEN,
                name="in_queue",
            ),
            models.Index(
                fields=("taken_by", "queued_at"),
                condition=OPEN & models.Q(taken_by__isnull=False),
                name="taken_by_person",
            ),
            models.Index(
                fields=("at",), condition=models.Q(automatic=True), name="sent_automatically"
            ),
        )

    def __str__(self) -> str:
        return self.subject or "(no subject)"

    @property
    def kept_raw(self) -> RawMessage | None:
        """The message as received, where its bytes are still here."""
        return None if self.raw is None or self.raw.purged_at else self.raw

    @property
    def exception_queue(self) -> bool:
        return self.queue is not None and self.queue.exceptions

    @property
    def exception_open(self) -> bool:
        """In the exception queue, and nobody has dealt with it."""
        return self.exception_queue and self.closed_at is None


class ExceptionActivity(Activity):
    """The exception queue: what somebody has to look at because mail of ours did not arrive."""

    class Meta:
        proxy = True
        verbose_name = "exception"
        ordering = ("-at", "-id")
        permissions = (("process_exceptions", "Can work on the exception queue"),)


class QueuedActivity(Activity):
    """What waits in a queue, or has."""

    class Meta:
        proxy = True
        verbose_name = "mail in queues"
        verbose_name_plural = "mail in queues"
        ordering = ORDER


class Ancestor(models.Model):
    """A message that an activity names in In-Reply-To or References, by digest: ids may be long."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="ancestors")
    digest = models.CharField(max_length=32, db_index=True)

    def __str__(self) -> str:
        return self.digest


class Attachment(models.Model):
    """A part of an inbound activity that is not its text; its bytes stay in the raw message."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="attachments")
    path = models.CharField(max_length=200, help_text="Where in the message: 1.2 and so on.")
    name = models.CharField(max_length=500, blank=True)
    content_type = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return self.name or f"part {self.path}"


class RecipientState(models.TextChoices):
    QUEUED = "queued", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    DEFERRED = "deferred", "Waiting for another try"
    FAILED = "failed", "Failed"
    UNCERTAIN = "uncertain", "Uncertain"
    TRAINED = "trained", "Sent in training: it never left"
    # Waits for a person, who says what becomes of it.
    HELD = "held", "Held"
    # By a person: nothing more is sent.
    CANCELLED = "cancelled", "Cancelled"
    # What reports say of those that were sent.
    DELIVERED = "delivered", "Delivered"
    BOUNCED = "bounced", "Bounced"


# What the sending list shows: all that is not at its end.
UNFINISHED = (
    RecipientState.QUEUED,
    RecipientState.SENDING,
    RecipientState.DEFERRED,
    RecipientState.HELD,
    RecipientState.UNCERTAIN,
    RecipientState.FAILED,
)


class Recipient(models.Model):
    """One address of an outbound activity, with its own outcome."""

    class Kind(models.TextChoices):
        TO = "to", "To"
        CC = "cc", "CC"
        BCC = "bcc", "BCC"
        LOG = "log", "Log address"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="recipients")
    alias = models.ForeignKey("aliases.Alias", models.PROTECT, related_name="recipients")
    # The activity's: kept here so that an index counts and lists what a department has waiting.
    department = models.ForeignKey(
        "departments.Department", models.PROTECT, related_name="+", db_index=False, editable=False
    )
    address = models.CharField(max_length=320)
    kind = models.CharField(max_length=3, choices=Kind, default=Kind.TO)
    state = models.CharField(max_length=10, choices=RecipientState, default=RecipientState.QUEUED)
    queued_at = models.DateTimeField(default=timezone.now)
    # When it is to be tried (again); empty once nothing more is to be done by the system.
    next_try_at = models.DateTimeField(null=True, default=timezone.now)
    # The fencing number of the dispatcher's lease under which it is being sent.
    fence = models.PositiveBigIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)
    # Since when passing refusals are counted against the time that it is tried (DI-8).
    refused_since = models.DateTimeField(null=True, editable=False)
    answer = models.TextField("the server's words", blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        permissions = (("manage_sending", "Can retry, hold, cancel and redirect unsent mail"),)
        constraints = (
            models.UniqueConstraint(fields=("activity", "address"), name="recipient_once"),
        )
        indexes = (
            models.Index(
                fields=("alias", "next_try_at"),
                condition=models.Q(state__in=("queued", "deferred", "uncertain")),
                name="recipients_due",
            ),
            models.Index(
                fields=("alias",), condition=models.Q(state="sending"), name="recipients_sending"
            ),
            models.Index(
                fields=("sent_at",),
                include=("department",),
                condition=models.Q(sent_at__isnull=False),
                name="recipients_sent",
            ),
            # What the board counts and the sending list shows: all that is not done.
            models.Index(
                fields=("state", "department", "queued_at"),
                condition=models.Q(state__in=UNFINISHED),
                name="recipients_open",
            ),
            models.Index(
                fields=("-queued_at", "-id"),
                condition=models.Q(state__in=UNFINISHED),
                name="recipients_listed",
            ),
        )

    def __str__(self) -> str:
        return self.address


class Phase(models.TextChoices):
    """How far an attempt had come for certain; written before the step is made."""

    ENVELOPE = "envelope", "Before the message"
    DATA = "data", "Message on its way"
    ANSWERED = "answered", "Answered"


class Outcome(models.TextChoices):
    SENT = "sent", "Sent"
    DEFERRED = "deferred", "Try again later"
    FAILED = "failed", "Failed"
    UNCERTAIN = "uncertain", "Uncertain"
    INTERRUPTED = "interrupted", "Interrupted before the message was sent"


class Attempt(Once):
    """One try to send to one recipient: written first, then tried, then completed."""

    completed_by = ("ended_at", "phase", "outcome", "code", "answer")

    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    server = models.CharField(max_length=300)
    begun_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    phase = models.CharField(max_length=10, choices=Phase, default=Phase.ENVELOPE)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    code = models.PositiveIntegerField(default=0)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ("recipient", "number")
        constraints = (
            models.UniqueConstraint(fields=("recipient", "number"), name="attempt_once"),
        )

    def __str__(self) -> str:
        return f"Attempt {self.number} for {self.recipient}"
