"""Encrypts every secret anew with the first key of MAILCENTER_CRYPT_KEYS."""

from typing import Any

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Model

from departments.vault import SecretField, ring


class Command(BaseCommand):
    help = f"{__doc__} Put the new key first and keep the old one until this has run."

    def handle(self, *args: Any, **options: Any) -> None:
        turned = unreadable = 0
        for model in apps.get_models():
            for field in model._meta.get_fields():
                if isinstance(field, SecretField):
                    done, failed = rotate(model, field)
                    turned, unreadable = turned + done, unreadable + failed
        self.stdout.write(f"{turned} secrets are encrypted with the first key now.")
        if unreadable:
            raise CommandError(
                f"{unreadable} secrets could not be read with any key and are unchanged."
            )


def rotate(model: type[Model], field: SecretField) -> tuple[int, int]:
    """How many were encrypted anew, and how many no key opens.

    Each update is conditional on the value read, so that a password changed meanwhile stays.
    """
    done = failed = 0
    rows = model._default_manager.exclude(**{field.name: ""}).values_list("pk", field.name)
    for pk, sealed in rows.iterator():
        try:
            token = ring().rotate(sealed.token.encode("ascii")).decode("ascii")
        except InvalidToken:
            failed += 1
            continue
        unchanged = model._default_manager.filter(pk=pk, **{field.name: sealed})
        done += unchanged.update(**{field.name: type(sealed)(token, sealed.label)})
    return done, failed
