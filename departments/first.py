"""The first start of an installation: one partition, its root department, one administrator."""

import secrets

from django.db import transaction

from departments.models import Department, Partition, User

ADMINISTRATOR = "admin"


@transaction.atomic
def root_department() -> Department:
    """The root department of the oldest partition, made where there is none."""
    partition = Partition.objects.order_by("pk").first()
    if partition is None:
        partition = Partition.objects.create(name="Company")
    root, _ = Department.objects.get_or_create(
        partition=partition, parent=None, defaults={"name": partition.name}
    )
    return root


@transaction.atomic
def one_time_password() -> str:
    """A new password for the first administrator; '' once they have chosen one of their own."""
    user = User.objects.filter(is_superuser=True).order_by("pk").first()
    if user is None:
        user = User(username=ADMINISTRATOR, is_staff=True, is_superuser=True)
    elif not user.one_time_password:
        return ""
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.one_time_password = True
    user.save()
    return password


def administrator() -> str:
    """The first administrator's user name."""
    names = User.objects.filter(is_superuser=True).order_by("pk")
    return names.values_list("username", flat=True).first() or ADMINISTRATOR
