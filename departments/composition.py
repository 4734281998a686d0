"""What a partition says of all its outgoing mail, as columns (DI-2 to DI-7); applied by composing."""

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

# Training is forgotten easily: it ends by itself (P46).
TRAINED_FOR = timedelta(hours=8)


class Envelope(models.TextChoices):
    """Who gets the bounces of a redirected message (WF-3)."""

    ALIAS = "alias", "The alias: bounces come to us"
    ORIGINAL = "original", "The original sender: bounces go there"


class Charset(models.TextChoices):
    """Names of the IANA registry; where a text does not fit, UTF-8 is used."""

    UTF_8 = "utf-8", "Unicode (UTF-8)"
    US_ASCII = "us-ascii", "US-ASCII"
    ISO_8859_1 = "iso-8859-1", "Western European (ISO-8859-1)"
    ISO_8859_2 = "iso-8859-2", "Central European (ISO-8859-2)"
    ISO_8859_5 = "iso-8859-5", "Cyrillic (ISO-8859-5)"
    ISO_8859_7 = "iso-8859-7", "Greek (ISO-8859-7)"
    ISO_8859_9 = "iso-8859-9", "Turkish (ISO-8859-9)"
    ISO_8859_15 = "iso-8859-15", "Western European with € (ISO-8859-15)"
    WINDOWS_1250 = "windows-1250", "Central European (Windows-1250)"
    WINDOWS_1251 = "windows-1251", "Cyrillic (Windows-1251)"
    WINDOWS_1252 = "windows-1252", "Western European (Windows-1252)"
    WINDOWS_1253 = "windows-1253", "Greek (Windows-1253)"
    WINDOWS_1254 = "windows-1254", "Turkish (Windows-1254)"
    WINDOWS_1255 = "windows-1255", "Hebrew (Windows-1255)"
    WINDOWS_1256 = "windows-1256", "Arabic (Windows-1256)"
    KOI8_R = "koi8-r", "Cyrillic (KOI8-R)"
    ISO_2022_JP = "iso-2022-jp", "Japanese (ISO-2022-JP)"
    SHIFT_JIS = "shift_jis", "Japanese (Shift_JIS)"
    EUC_KR = "euc-kr", "Korean (EUC-KR)"
    GB18030 = "gb18030", "Chinese (GB18030)"
    BIG5 = "big5", "Chinese, traditional (Big5)"


class Composition(models.Model):
    """Training mode is on while ``training`` is set and its end is to come."""

    training = models.BooleanField(
        "training mode",
        default=False,
        help_text="People practise: mail that is written meanwhile never leaves, and what would "
        "have been sent is kept. Mail that was waiting before waits until it ends.",
    )
    training_until = models.DateTimeField(
        "until", null=True, blank=True, help_text="Eight hours from now unless you say otherwise."
    )
    tracking_id = models.BooleanField(
        "tracking ID in every subject",
        default=False,
        help_text="Forwarded and collaborating mail has it in any case, and so does mail of aliases "
        "that thread by it.",
    )
    log_address = models.EmailField(
        blank=True, help_text="Gets a blind copy of every outgoing mail. Leave it empty for none."
    )
    redirect_envelope = models.CharField(
        "bounces of redirected mail go to",
        max_length=8,
        choices=Envelope,
        default=Envelope.ALIAS,
        help_text="The From of a redirected message stays in either case.",
    )
    outgoing_width = models.PositiveSmallIntegerField(
        "column width",
        null=True,
        blank=True,
        default=72,
        validators=(MinValueValidator(40), MaxValueValidator(1000)),
        help_text="Longer lines of plain text are wrapped; links stay whole. Empty: none is wrapped.",
    )
    outgoing_charset = models.CharField(
        "character set",
        max_length=20,
        choices=Charset,
        default=Charset.UTF_8,
        help_text="What does not fit is sent as UTF-8.",
    )

    class Meta:
        abstract = True

    def trains(self, now: datetime) -> bool:
        """Whether training mode is on at ``now``."""
        return self.training and (self.training_until is None or now < self.training_until)

    def clean_composition(self, now: datetime) -> None:
        """A training mode without an end gets one; what does not apply is cleared."""
        self.log_address = self.log_address.lower()
        if not self.training:
            self.training_until = None
        elif self.training_until is None:
            self.training_until = now + TRAINED_FOR
