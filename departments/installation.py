"""What an installation remembers of itself, so that a copy of its database knows that it is one."""

from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string

from departments.trail import Trail


def new_key() -> str:
    return get_random_string(32)


class Installation(models.Model):
    """The one row of the installation that retrieves and sends (OP-6)."""

    # The key of the fingerprint: without it, equal environments have different ones.
    key = models.CharField(max_length=64, default=new_key, editable=False)
    fingerprint = models.CharField(max_length=64, editable=False)
    confirmed_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        "departments.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    history = Trail(excluded_fields=["key"])

    class Meta:
        permissions = (("confirm_installation", "Can confirm this as the production system"),)

    def __str__(self) -> str:
        return "This installation"
