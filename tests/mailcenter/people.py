"""People of the console, signed in, and the alias form as a browser sends it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from aliases.models import Alias
from departments.models import Department, User
from tests.servers.dovecot import PASSWORD

ADD = "/console/aliases/alias/add/"

Values = dict[str, object]


@pytest.fixture
def plain_static(settings, tmp_path: Path) -> None:
    """Pages name their static files without a manifest, which only an installation has.

    People's passwords are hashed in no time: nobody attacks them here.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.STATIC_ROOT = str(tmp_path)


@pytest.fixture
def sign_in(plain_static, db) -> Callable[[User], Client]:
    """A client of its own for each person."""

    def enter(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def console(sign_in) -> Client:
    """The administrator's browser."""
    return sign_in(User.objects.create_superuser("root", "root@lab.test"))


def staff(name: str, *departments: Department, may: str = "everything") -> User:
    """A staff member of ``departments``; ``may`` is everything, or codenames with spaces between."""
    user = User.objects.create_user(name, f"{name}@lab.test", is_staff=True)
    wanted = Permission.objects.all()
    if may != "everything":
        wanted = wanted.filter(codename__in=may.split())
    user.user_permissions.set(wanted)
    for one in departments:
        user.memberships.create(department=one)
    return user


def typed(department: Department, **changed: object) -> Values:
    """The alias form as a person fills it in: IMAP and SMTP, both with TLS."""
    values: Values = {
        "department": department.pk,
        "name": "Support",
        "address": "support@lab.test",
        "description": "",
        "status": "active",
        "is_default": None,
        "redirections": "",
        "automatic_bcc": "",
        "send_mail_to": "",
        "incoming_protocol": "imap",
        "incoming_encryption": "tls",
        "incoming_method": "automatic",
        "incoming_host": "mail.lab.test",
        "incoming_port": 993,
        "incoming_verify": "on",
        "incoming_user": "support@lab.test",
        "incoming_secret": PASSWORD,
        "incoming_secret_again": PASSWORD,
        "folder": "INBOX",
        "backlog": "everything",
        "interval_seconds": 60,
        "after_fetch": "delete",
        "after_fetch_folder": "",
        "maximum_megabytes": 50,
        "retriever": None,
        "outgoing_protocol": "smtp",
        "outgoing_encryption": "tls",
        "outgoing_method": "automatic",
        "outgoing_host": "mail.lab.test",
        "outgoing_port": 465,
        "outgoing_verify": "on",
        "outgoing_user": "",
        "outgoing_secret": "",
        "outgoing_secret_again": "",
        "outgoing_without_authentication": "never",
        "outgoing_address": "",
        "outgoing_encoding": "encoded",
        "outgoing_timeout": 30,
        "outgoing_interval_seconds": 0,
        "outgoing_per_minute": 0,
        "outgoing_connections": 4,
        "dispatcher": None,
        "opt_out": None,
        "opt_out_content": "",
        "opt_out_link_text": "",
        "opt_out_url": "",
        "threading_mode": "subject-suffix",
        "threading_days": "30",
    }
    return without_none(values | changed)


def stored(alias: Alias, **changed: object) -> Values:
    """The change form of ``alias`` as the browser shows it: no passwords; None unticks a box."""
    ticked = {True: "on", False: None}
    values: Values = {}
    for name in typed(alias.department):
        value = getattr(alias, name, "")
        values[name] = ticked[value] if isinstance(value, bool) else value
    for name in ("incoming_allow_clear", "outgoing_allow_clear", "is_default", "opt_out"):
        values[name] = ticked[getattr(alias, name)]
    for name in ("department", "retriever", "dispatcher"):
        values[name] = getattr(alias, f"{name}_id")
    return without_none(values | changed)


def errors(answer) -> dict[str, str]:
    """The errors of a refused form by field; none where it was saved."""
    if answer.status_code == 302:
        return {}
    found = answer.context["adminform"].form.errors
    return {name: " ".join(texts) for name, texts in found.items()}


def without_none(values: Values) -> Values:
    return {name: value for name, value in values.items() if value is not None}
