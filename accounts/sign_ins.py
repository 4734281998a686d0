"""A sign-in that has begun: what must be known when the person comes back from the provider.

It stays on the server, serves once, for ten minutes, and only the person who began it, in the
same session (RFC 6749 section 10.12, RFC 7636).
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from departments.vault import SecretField

LASTS = timedelta(minutes=10)


class SignIn(models.Model):
    # The digest of the state; the state itself is only in the address the browser is sent to.
    state = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey("accounts.EmailAccount", models.CASCADE, related_name="sign_ins")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # The digest of the session's key.
    session = models.CharField(max_length=64)
    redirect_uri = models.CharField(max_length=500)
    # What the protocol keeps between both ends: nonce, code verifier and more.
    pending = SecretField("Pending sign-in")
    begun_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"sign-in of {self.account}"
