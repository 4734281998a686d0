"""Partition and department: the tree that everything else hangs from."""

from typing import Any, Self

from cryptography import x509
from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator, MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils import timezone

from departments.composition import Composition
from departments.installation import Installation
from departments.masking.stored import MaskingPattern
from departments.people import Membership, User
from departments.servers import OutgoingServer
from departments.teams import Team
from departments.trail import Trail
from departments.trials import Trial
from departments.writing import WritingRules

__all__ = [
    "Department",
    "ExceptionMode",
    "Format",
    "Installation",
    "MaskingPattern",
    "Membership",
    "Partition",
    "SystemSender",
    "Team",
    "TransferredFrom",
    "Trial",
    "User",
]


def domain_name(text: str) -> None:
    """Refuses what no address can end in; a leading @ is forgiven, since it is dropped."""
    try:
        DomainNameValidator()(text.strip().lstrip("@"))
    except ValidationError as error:
        words = f"“{text}” is not a domain name. Type what stands after the @, such as example.org."
        raise ValidationError(words) from error


class Format(models.TextChoices):
    TEXT = "text", "Plain text"
    HTML = "html", "HTML"


class SystemSender(models.TextChoices):
    DEFAULT = "default", "The default address"
    PERSON = "person", "The person at the keyboard"


class ExceptionMode(models.TextChoices):
    """How mail is told from delivery exceptions (DE-5); `exceptions.judging` does what it says."""

    BOTH = "both", "Evidence, and phrases beside a sign of being automatic"
    EVIDENCE = "evidence", "Evidence alone"
    PHRASES = "phrases", "Phrases alone"


class TransferredFrom(models.TextChoices):
    """By which alias mail is answered that came from another department (DI-5)."""

    KEEP = "keep", "The alias it came to"
    DEFAULT = "default", "The default alias of this department"


class Partition(Composition, OutgoingServer):
    """One customer organisation of an installation.

    The outgoing server is for system mail and for replies of deleted aliases (OR-7); it is unset
    where it has no host.
    """

    name = models.CharField(max_length=100, unique=True)
    company_domain = models.CharField(
        "company domain name",
        max_length=255,
        blank=True,
        validators=(domain_name,),
        help_text="Completes addresses that are typed without a domain: support becomes support@…",
    )
    default_format = models.CharField(
        "format of outgoing mail", max_length=4, choices=Format, default=Format.TEXT
    )
    format_per_person = models.BooleanField(
        "contacts may have a format of their own",
        default=True,
        help_text="Then the format on the page of a contact is used instead of this one.",
    )
    default_to = models.EmailField(
        "default To", blank=True, help_text="Gets system mail whose recipient has no address."
    )
    default_from = models.EmailField("default From", blank=True, help_text="Sends system mail.")
    system_sender = models.CharField(
        "system mail is from",
        max_length=10,
        choices=SystemSender,
        default=SystemSender.DEFAULT,
    )
    requires_reason = models.BooleanField(
        "ask for the reason of each change",
        default=False,
        help_text="Every change of a setting must give one; it is kept in the history.",
    )
    private_networks = models.BooleanField(
        "allow servers in private networks",
        default=True,
        help_text="Without it, mail servers with addresses such as 10.1.2.3 are never contacted. "
        "Addresses of the machine's own services (169.254.…) never are.",
    )
    connections_per_host = models.PositiveSmallIntegerField(
        "connections to one server",
        default=10,
        validators=(MinValueValidator(1), MaxValueValidator(1000)),
        help_text="So many at the same time, each for retrieving and for sending. A mailbox is "
        "opened once at a time in any case.",
    )
    keep_trying_days = models.PositiveSmallIntegerField(
        "try mail again for (days)",
        default=2,
        validators=(MinValueValidator(1), MaxValueValidator(14)),
        help_text="What a server puts off is tried again with growing gaps, and fails after that.",
    )
    uncertain_again_minutes = models.PositiveIntegerField(
        "send uncertain mail once more after (minutes)",
        default=0,
        validators=(MaxValueValidator(10_080),),
        help_text="Uncertain is mail whose connection was lost before the server's answer: it may "
        "have arrived. 0: it waits for a person. Else it is sent a second time, with the same "
        "Message-ID, and never a third.",
    )
    outgoing_megabytes = models.PositiveSmallIntegerField(
        "largest mail that people send (MB)",
        default=25,
        validators=(MinValueValidator(1), MaxValueValidator(150)),
        help_text="With its attachments, as it travels: a third more than the files themselves.",
    )
    outgoing_host = models.CharField("Server", max_length=255, blank=True)
    ca_bundle = models.TextField(
        "CA certificates",
        blank=True,
        help_text="Certificates in PEM format that are trusted beside the system's own.",
    )
    raw_days = models.PositiveIntegerField(
        "keep messages as received (days)",
        null=True,
        blank=True,
        validators=(MinValueValidator(1),),
        help_text="After that their bytes are removed, and with them attachments and pictures; the "
        "text of the activities stays. Blank: for ever.",
    )
    quarantine_days = models.PositiveIntegerField(
        "keep quarantined attachments (days)",
        null=True,
        blank=True,
        validators=(MinValueValidator(1),),
        help_text="After that nobody can restore them; what they were and why they were held stays "
        "written. They end with the message as received in any case. Blank: for ever.",
    )
    history = Trail(excluded_fields=["outgoing_password"])

    class Meta:
        ordering = ("name",)
        permissions = (("manage_security", "Can manage security settings"),)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.clean_composition(timezone.now())
        self.company_domain = self.company_domain.strip().lstrip("@").lower()
        if self.outgoing_host and (errors := self.clean_outgoing()):
            raise ValidationError(errors)
        if self.ca_bundle:
            self._clean_certificates()

    def _clean_certificates(self) -> None:
        if "-----BEGIN CERTIFICATE-----" not in self.ca_bundle:
            words = "There is no PEM certificate in this text: it starts with -----BEGIN CERTIFICATE-----."
            raise ValidationError({"ca_bundle": words})
        try:
            x509.load_pem_x509_certificates(self.ca_bundle.encode())
        except ValueError as error:
            words = f"A certificate in this text cannot be read: {error}. Copy it anew, whole."
            raise ValidationError({"ca_bundle": words}) from error


class DepartmentQuerySet(models.QuerySet["Department"]):
    def visible_to(self, user: Any) -> Self:
        """The departments that ``user`` is a member of, and those below them."""
        if user.is_superuser:
            return self
        mine = Membership.objects.filter(user_id=user.pk)
        here = models.ExpressionWrapper(models.OuterRef("path"), models.CharField())
        above = mine.annotate(here=here).filter(here__startswith=models.F("department__path"))
        return self.filter(models.Exists(above))


class Department(WritingRules):
    """A part of a partition. The department without a parent is the whole partition."""

    partition = models.ForeignKey(Partition, models.PROTECT, related_name="departments")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    name = models.CharField(max_length=100)
    path = models.CharField(max_length=500, editable=False, db_index=True, default="")
    exception_mode = models.CharField(
        "delivery exceptions are known by",
        max_length=8,
        choices=ExceptionMode,
        default=ExceptionMode.BOTH,
        help_text="Evidence: delivery reports, automatic replies and complaints, read by machine. "
        "A phrase alone then only marks a possible exception.",
    )
    transferred_from = models.CharField(
        "mail that other departments transfer is answered by",
        max_length=7,
        choices=TransferredFrom,
        default=TransferredFrom.KEEP,
    )
    accepts_transfers = models.BooleanField(
        "other departments may transfer mail to it",
        default=False,
        help_text="Its name is shown to their people who have the permission to transfer mail.",
    )
    history = Trail(excluded_fields=["path"])

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        ordering = ("path",)
        constraints = (
            models.UniqueConstraint(fields=("parent", "name"), name="department_name_once"),
            models.UniqueConstraint(
                fields=("partition",),
                condition=models.Q(parent=None),
                name="one_root_department",
            ),
        )

    def __str__(self) -> str:
        return f"{self.partition} › {self.name}" if self.parent_id else str(self.partition)

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps ``path`` (the ids from the root down, each with a closing slash) true."""
        super().save(*args, **kwargs)
        above = self.parent.path if self.parent else "/"
        path = f"{above}{self.pk}/"
        if path == self.path:
            return
        before, self.path = self.path, path
        below = Department.objects.filter(path__startswith=before) if before else []
        for one in below:
            moved = path + one.path[len(before) :]
            Department.objects.filter(pk=one.pk).update(path=moved)
        Department.objects.filter(pk=self.pk).update(path=path)

    def clean(self) -> None:
        if self.parent is None:
            return
        if self.parent.partition_id != self.partition_id:
            words = "The department above belongs to another partition."
            raise ValidationError({"parent": words})
        if self.pk and self.parent.path.startswith(self.path):
            raise ValidationError({"parent": "A department cannot stand below itself."})
