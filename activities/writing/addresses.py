"""The field into which people type the addresses of a mail."""

from email.utils import getaddresses
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

HINT = "Type addresses such as ann@example.org, with commas between."


class AddressesField(forms.CharField):
    """Addresses separated by commas, semicolons or line ends; names in front are left out."""

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        unified = text.replace(";", ",").replace("\n", ",").replace("\r", ",")
        found = [address for _, address in getaddresses([unified]) if address]
        for address in found:
            self._check(address)
        if text.strip() and not found:
            raise ValidationError(f"There is no email address in “{text}”. {HINT}")
        return list(dict.fromkeys(found))

    def _check(self, address: str) -> None:
        try:
            validate_email(address)
        except ValidationError as error:
            raise ValidationError(f"“{address}” is not an email address. {HINT}") from error
