"""The alias: an email address by which customers reach the company."""

from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from aliases.finding import Threading
from aliases.incidents.events import IncidentEvent  # noqa: F401  # found here
from aliases.incidents.models import Incident, Maintenance  # noqa: F401  # found here
from aliases.incidents.monitors import Monitor  # noqa: F401  # found here
from aliases.incidents.notices import Notice  # noqa: F401  # found here
from aliases.incoming import IncomingServer
from aliases.instances import ServiceInstance
from aliases.jobs import Direction, Job
from aliases.pace import Pace
from aliases.rules import clean_general
from aliases.trials.models import RoundTrip  # noqa: F401  # a model of this app, found here
from aliases.wizard.drafts import AliasDraft  # noqa: F401  # a model of this app, found here
from contacts.models import AliasDirectory
from departments.servers import EncryptionChoice, OutgoingServer
from departments.trail import Trail
from departments.visibility import visible


class Status(models.TextChoices):
    ACTIVE = "active", "Active"
    INACTIVE = "inactive", "Inactive"


class AliasQuerySet(models.QuerySet["Alias"]):
    def visible_to(self, user: Any) -> Self:
        return visible(self, user, "department")  # type: ignore[return-value]

    def present(self) -> Self:
        """Those that are not deleted."""
        return self.filter(deleted_at=None)

    def active(self) -> Self:
        return self.present().filter(status=Status.ACTIVE)

    def redirected(self, now: datetime) -> Self:
        """Those whose mail goes to one address instead of its recipients at ``now``."""
        return self.present().exclude(send_mail_to="").filter(send_mail_to_until__gt=now)

    def with_jobs(self) -> Self:
        """Adds what the list shows: last retrieved, last sent, the errors, and what waits."""
        retrieving = Job.objects.filter(alias=OuterRef("pk"), direction=Direction.RETRIEVE)
        dispatching = Job.objects.filter(alias=OuterRef("pk"), direction=Direction.DISPATCH)
        # Each by the index that the dispatcher has for it.
        waiting = _recipients_in("queued", "deferred") + _recipients_in("sending")
        return self.annotate(
            last_retrieved=Subquery(retrieving.values("last_success_at")[:1]),
            retrieving_error=Subquery(retrieving.values("error")[:1]),
            retrieving_condition=Subquery(retrieving.values("condition")[:1]),
            last_sent=Subquery(dispatching.values("last_success_at")[:1]),
            dispatching_error=Subquery(dispatching.values("error")[:1]),
            dispatching_condition=Subquery(dispatching.values("condition")[:1]),
            waiting=waiting,
        )


def _recipients_in(*states: str) -> Any:
    recipients = apps.get_model("activities", "Recipient").objects
    found = recipients.filter(alias=OuterRef("pk"), state__in=states).order_by()
    return Coalesce(Subquery(found.values("alias").annotate(one=Count("pk")).values("one")), 0)


class Alias(IncomingServer, OutgoingServer, Pace):
    """See SPEC AL-1 to AL-4. Inactive stops retrieving, not dispatching (AL-13)."""

    department = models.ForeignKey("departments.Department", models.PROTECT, related_name="aliases")
    name = models.CharField(
        max_length=100, help_text="Stands as display name in From of the mail that is sent."
    )
    description = models.TextField(blank=True)
    address = models.EmailField("email address")
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    is_default = models.BooleanField(
        "default alias of the department",
        default=False,
        help_text="Exactly one alias is; choosing another replaces it.",
    )
    automatic_bcc = models.EmailField(
        "automatic BCC", blank=True, help_text="Gets a blind copy of every mail that is sent."
    )
    send_mail_to = models.EmailField(
        blank=True,
        help_text="For tests: every mail goes to this address instead of its recipients and the "
        "automatic BCC.",
    )
    send_mail_to_until = models.DateTimeField(
        "until", null=True, blank=True, help_text="Eight hours from now unless you say otherwise."
    )
    redirections = models.TextField(
        "redirection addresses",
        blank=True,
        help_text="Addresses whose mail arrives in this mailbox; one a line.",
    )
    opt_out = models.BooleanField("end outgoing mail with a way to opt out", default=False)
    opt_out_content = models.TextField("text", blank=True)
    opt_out_link_text = models.CharField("link text", max_length=200, blank=True)
    opt_out_page = models.BooleanField(
        "on a page of this installation",
        default=False,
        help_text="Who confirms there gets no more automatic mail of the department, and people who "
        "write to them are warned. Otherwise the link below is used.",
    )
    opt_out_url = models.CharField(
        "link",
        max_length=500,
        blank=True,
        help_text="https://…; {recipient} and {alias} are filled in.",
    )
    opt_out_one_click = models.BooleanField("one-click (List-Unsubscribe-Post)", default=False)
    threading_mode = models.CharField(
        max_length=20, choices=Threading, default=Threading.SUBJECT_ID
    )
    threading_days = models.PositiveIntegerField(
        "the same subject means the same case for (days)",
        default=30,
        validators=(MinValueValidator(1), MaxValueValidator(365)),
    )
    threading_strangers = models.BooleanField(
        "let people join who take no part in the case",
        default=False,
        help_text="Otherwise their mail begins a case that is linked to it.",
    )
    sub_addressing = models.BooleanField(
        "the mailbox takes name+anything@…",
        default=False,
        help_text="Then the address of answers and of delivery reports carries the signed ID. Ask "
        "the provider, or send yourself such a mail first.",
    )
    acknowledge = models.BooleanField(
        "acknowledge the first mail of a case",
        default=False,
        help_text="Each sender gets one a day at most, programs and lists none.",
    )
    acknowledge_text = models.TextField("text of the acknowledgement", blank=True)
    case_template = models.ForeignKey(
        "activities.CaseTemplate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="aliases",
        help_text="How the cases begin that its mail opens. Without one they begin in the "
        "department's queue for incoming mail.",
    )
    directories = models.ManyToManyField(
        "contacts.Directory",
        through=AliasDirectory,
        related_name="aliases",
        blank=True,
    )
    default_logging_analyst = models.ForeignKey(
        "contacts.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="logs_for",
        limit_choices_to={"is_analyst": True, "merged_into": None},
        help_text="The analyst who logs the cases that begin by mail to this alias.",
    )
    use_linked_analyst = models.BooleanField(
        "an analyst who writes logs the case themself",
        default=False,
        help_text="Otherwise the default analyst logs these as well.",
    )
    track_campaigns = models.BooleanField(
        "track campaign responses",
        default=False,
        help_text="Without effect: answers to a mailing find their case as those to any mail do.",
    )
    retriever = models.ForeignKey(
        ServiceInstance,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="retrieved",
        limit_choices_to={"direction": Direction.RETRIEVE},
        help_text="The service instance that fetches its mail. Without one it is not retrieved.",
    )
    dispatcher = models.ForeignKey(
        ServiceInstance,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dispatched",
        limit_choices_to={"direction": Direction.DISPATCH},
        help_text="The service instance that sends its mail. Without one its mail waits.",
    )
    priority = models.PositiveSmallIntegerField(
        default=5,
        validators=(MinValueValidator(1), MaxValueValidator(9)),
        help_text="1 to 9, 9 is the most urgent. Dispatchers that go by priority send answers to its "
        "mail first.",
    )
    # Where it has an account, the servers and passwords of this row are only kept for the way back.
    account = models.ForeignKey(
        "accounts.EmailAccount",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="aliases",
        verbose_name="email account",
    )
    shared_mailbox = models.BooleanField(
        default=False,
        help_text="The mail is in the alias's own mailbox, to which the account has access.",
    )
    # Made for its account, it has no servers to go back to.
    made_for_account = models.BooleanField(default=False, editable=False)
    # A deleted alias keeps its row: its cases and mail still name it (AL-12).
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    history = Trail(
        excluded_fields=["incoming_password", "outgoing_password"], m2m_fields=["directories"]
    )

    objects = AliasQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "aliases"
        ordering = ("name",)
        permissions = (("test_alias", "Can test connections"),)
        indexes = (
            # What the board counts.
            models.Index(
                fields=("department", "status"),
                condition=Q(deleted_at=None),
                name="aliases_present",
            ),
            # Every page of the console asks whether there is one.
            models.Index(
                fields=("send_mail_to_until",),
                condition=~Q(send_mail_to=""),
                name="redirected_aliases",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("address",),
                condition=Q(deleted_at=None),
                name="address_once",
                violation_error_message="Another alias has this address.",
            ),
            models.UniqueConstraint(
                fields=("department",),
                condition=Q(is_default=True, deleted_at=None),
                name="one_default_alias",
                violation_error_message="The department has another default alias.",
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(status="active"),
                name="default_is_active",
                violation_error_message="An inactive alias cannot be the default.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>"

    @property
    def active(self) -> bool:
        return self.status == Status.ACTIVE

    @property
    def unverified(self) -> bool:
        """Whether a server's certificate is accepted unseen; shown in red wherever the alias is."""
        if self.account_id:
            return False
        sides = (
            (self.incoming_encryption, self.incoming_verify),
            (self.outgoing_encryption, self.outgoing_verify),
        )
        return any(encryption != EncryptionChoice.NONE and not ok for encryption, ok in sides)

    @property
    def envelope_sender(self) -> str:
        return self.address if self.account_id else self.outgoing_address or self.address

    def redirected_to(self, now: datetime) -> str:
        """Where every mail goes instead of its recipients at ``now``; '' where it goes to them."""
        until = self.send_mail_to_until
        return self.send_mail_to if until is not None and now < until else ""

    def clean(self) -> None:
        others = Alias.objects.present().exclude(pk=self.pk)
        errors = clean_general(self, others, timezone.now())
        if self.account is not None:
            errors |= self.clean_retrieving(pop3=self.account.server_type == "pop3")
            if self.account.department_id != self.department_id:
                words = (
                    f"It uses the email account {self.account.name}: remove it from there first."
                )
                errors["department"] = words
        else:
            self.shared_mailbox = False
            errors |= self.clean_incoming() | self.clean_outgoing()
        if errors:
            raise ValidationError(errors)

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new alias joins the default instances, and has one job in each direction."""
        if self._state.adding:
            default = ServiceInstance.objects.default
            partition_id = self.department.partition_id
            self.retriever = self.retriever or default(partition_id, Direction.RETRIEVE)
            self.dispatcher = self.dispatcher or default(partition_id, Direction.DISPATCH)
        super().save(*args, **kwargs)
        for direction in Direction:
            due = timezone.now() if direction == Direction.RETRIEVE else None
            defaults = {"next_due_at": due}
            Job.objects.get_or_create(alias=self, direction=direction, defaults=defaults)
