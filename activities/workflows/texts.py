"""Texts of acknowledgements: one name, and a row for each language. Sending is `acknowledging`'s."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from activities.workflows import variables
from departments.trail import Trail

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class AcknowledgementText(models.Model):
    """What a workflow answers with, in one language."""

    department = models.ForeignKey(
        "departments.Department", models.PROTECT, related_name="acknowledgement_texts"
    )
    name = models.CharField(
        max_length=100, help_text="Texts of the same name are the same in several languages."
    )
    language = models.CharField(
        max_length=20,
        blank=True,
        validators=(RegexValidator(rf"^{LANGUAGE.pattern}$", "Such as de, or pt-BR."),),
        help_text="Such as de, or pt-BR: for people whose mail names it. Empty: for all others.",
    )
    subject = models.CharField(max_length=300, default="Auto: {subject}", help_text=variables.HELP)
    text = models.TextField(help_text=variables.HELP)
    history = Trail()

    class Meta:
        verbose_name = "acknowledgement text"
        ordering = ("department", "name", "language")
        constraints = (
            models.UniqueConstraint(
                fields=("department", "name", "language"),
                name="acknowledgement_text_once",
                violation_error_message="There is another text of this name in this language.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.language})" if self.language else self.name

    def clean(self) -> None:
        """Variables must be known, and a name needs a text for all others first."""
        errors: dict[str, Any] = {}
        for field in ("subject", "text"):
            if words := variables.refusal(getattr(self, field)):
                errors[field] = words
        if self.language and self.department_id and not self._has_another_for_all():
            errors["language"] = "Write the text for all others first: one without a language."
        if errors:
            raise ValidationError(errors)

    def _has_another_for_all(self) -> bool:
        same = AcknowledgementText.objects.filter(department=self.department, name=self.name)
        return same.filter(language="").exclude(pk=self.pk).exists()
