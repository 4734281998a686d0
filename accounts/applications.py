"""The OAuth application: our registration at a provider, by which accounts get their tokens (AC-1)."""

from datetime import date
from typing import Any

from cryptography import x509
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models

from accounts.rules import clean_registration
from accounts.servers import TypedServers
from departments.trail import Trail
from departments.vault import SecretField

ADDRESS = URLValidator(schemes=["https"])


class Provider(models.TextChoices):
    MICROSOFT = "microsoft", "Microsoft 365"
    GOOGLE = "google", "Google"
    SERVICE_ACCOUNT = "google-service-account", "Google service account"
    GENERIC = "generic", "Any OAuth 2.0 provider"


class Cloud(models.TextChoices):
    """The national clouds of Microsoft 365; each has its own addresses."""

    WORLDWIDE = "worldwide", "Worldwide"
    US_GOV_L4 = "us-gov-l4", "US Government L4"
    US_GOV_DOD = "us-gov-dod", "US Government DoD"
    CHINA = "china", "China"


class Flow(models.TextChoices):
    """How tokens come about (RFC 6749 sections 4.1 and 4.4)."""

    CONSENT = "consent", "A person signs in and consents"
    APPLICATION = "application", "The application alone, without a person"


class Proof(models.TextChoices):
    """What the application shows to the provider to be believed."""

    SECRET = "secret", "Client secret"
    CERTIFICATE = "certificate", "Certificate"
    NONE = "none", "Nothing (public client)"


class OAuthApplication(TypedServers):
    """Of a partition; used by the email accounts of its departments."""

    partition = models.ForeignKey(
        "departments.Partition", models.PROTECT, related_name="oauth_applications"
    )
    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    provider = models.CharField(max_length=30, choices=Provider, default=Provider.MICROSOFT)
    cloud = models.CharField("endpoint", max_length=20, choices=Cloud, default=Cloud.WORLDWIDE)
    flow = models.CharField(
        "tokens are given to", max_length=20, choices=Flow, default=Flow.CONSENT
    )
    tenant_id = models.CharField(
        "tenant ID", max_length=100, blank=True, help_text="The Directory (tenant) ID."
    )
    client_id = models.CharField("client ID", max_length=255, blank=True)
    proof = models.CharField("credential", max_length=20, choices=Proof, default=Proof.SECRET)
    client_secret = SecretField("Client secret")
    certificate = models.TextField(
        blank=True, help_text="In PEM format, as it was given to the provider."
    )
    private_key = SecretField("Private key")
    key_file = SecretField("Key file")
    # Read out of the key file when it is typed; no secrets.
    key_file_about = models.CharField(max_length=400, blank=True, editable=False)
    secret_expires_on = models.DateField(
        "secret expires on",
        null=True,
        blank=True,
        help_text="As the provider shows it. You are warned 30, 14, 7 and 1 days before.",
    )
    issuer = models.CharField(
        max_length=500,
        blank=True,
        validators=(ADDRESS,),
        help_text="One address that tells all others; or type the two below.",
    )
    authorization_url = models.CharField(
        "authorization URL", max_length=500, blank=True, validators=(ADDRESS,)
    )
    token_url = models.CharField("token URL", max_length=500, blank=True, validators=(ADDRESS,))
    scopes = models.TextField(
        blank=True, help_text="With spaces between. Empty: those that the provider needs for mail."
    )
    history = Trail(excluded_fields=["client_secret", "private_key", "key_file", "key_file_about"])

    class Meta:
        verbose_name = "OAuth application"
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("partition", "name"),
                name="application_name_once",
                violation_error_message="Another application of the partition has this name.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def by_consent(self) -> bool:
        return self.flow == Flow.CONSENT

    @property
    def certificate_expires_on(self) -> date | None:
        """None without a certificate, and where it cannot be read."""
        try:
            read = x509.load_pem_x509_certificate(self.certificate.encode())
        except ValueError:
            return None
        return read.not_valid_after_utc.date()

    def clean(self) -> None:
        errors: dict[str, Any] = clean_registration(self) | self.clean_servers()
        if errors:
            raise ValidationError(errors)
