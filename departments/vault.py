"""Secrets at rest: encrypted with a ring of keys that lives outside the database.

A secret is read in one way only, ``Sealed.reveal()``, at the edge where it is used.
"""

import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

# Where a row keeps which of its secrets were typed anew; it is no column.
_TYPED = "_typed_secrets"


class SecretUnreadable(Exception):
    """No key of the ring opens the secret, or it belongs to another field."""


@lru_cache(maxsize=4)
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def ring() -> MultiFernet:
    """The keys of MAILCENTER_CRYPT_KEYS, newest first: the first encrypts, all decrypt."""
    if not settings.CRYPT_KEYS:
        raise SecretUnreadable("MAILCENTER_CRYPT_KEYS is not set.")
    return _ring(tuple(settings.CRYPT_KEYS))


class Sealed:
    """A secret as it lies in the database. Its representation shows nothing of it."""

    __slots__ = ("label", "token")

    def __init__(self, token: str, label: str) -> None:
        self.token = token
        self.label = label

    def __bool__(self) -> bool:
        return bool(self.token)

    def __repr__(self) -> str:
        return "<sealed>" if self.token else "<empty>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other.token == self.token

    def __hash__(self) -> int:
        return hash(self.token)

    def reveal(self) -> str:
        """The secret itself, '' where there is none. Raises SecretUnreadable, never guesses."""
        if not self.token:
            return ""
        try:
            content = json.loads(ring().decrypt(self.token.encode("ascii")))
        except InvalidToken as error:
            raise SecretUnreadable(
                "No key of MAILCENTER_CRYPT_KEYS opens this password: "
                "bring back the missing key, or type the password again."
            ) from error
        if content["for"] != self.label:
            raise SecretUnreadable("This password was moved here from another field.")
        return str(content["secret"])


def seal(secret: str, label: str) -> Sealed:
    """Encrypts ``secret`` for the field called ``label`` (app.model.field)."""
    if not secret:
        return Sealed("", label)
    content = json.dumps({"for": label, "secret": secret}).encode()
    return Sealed(ring().encrypt(content).decode("ascii"), label)


class SecretField(models.TextField):  # type: ignore[type-arg]
    """A column that holds a Sealed. Assign a plain string to set a new secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(blank=True, default="", editable=False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("blank", "default", "editable"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs

    @property
    def label(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Sealed:
        return Sealed(value or "", self.label)

    def to_python(self, value: Any) -> Sealed:
        return value if isinstance(value, Sealed) else seal(value or "", self.label)

    def get_prep_value(self, value: Any) -> str:
        return self.to_python(value).token

    def value_to_string(self, obj: models.Model) -> str:
        """Fixtures and exports carry no secret."""
        return ""

    def get_lookup(self, lookup_name: str) -> Any:
        """Only whether there is one can be asked: equal secrets have different tokens."""
        return super().get_lookup(lookup_name) if lookup_name in {"exact", "isnull"} else None

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False
    ) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, _SealedAttribute(self))


class _SealedAttribute:
    """Turns a plain string into a Sealed at the moment it is assigned, so that none lies around."""

    def __init__(self, field: SecretField) -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            instance.refresh_from_db(fields=[self.field.attname])
        return instance.__dict__[self.field.attname]

    def __set__(self, instance: models.Model, value: Any) -> None:
        sealed = self.field.to_python(value)
        before = instance.__dict__.get(self.field.attname)
        if not isinstance(value, Sealed) and (sealed or before):
            instance.__dict__.setdefault(_TYPED, set()).add(self.field.name)
        instance.__dict__[self.field.attname] = sealed


def typed_secrets(instance: models.Model) -> set[str]:
    """The names of the secrets that were set or cleared since the last call, for the history."""
    names: set[str] = instance.__dict__.pop(_TYPED, set())
    return names
