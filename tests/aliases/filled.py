"""An alias form filled in with passwords, and where the saved alias is changed."""

from aliases.models import Alias

SECRET = "quagga-8f2c"
SECRETS = {"incoming_secret": SECRET, "incoming_secret_again": SECRET}
ESMTP = {
    "outgoing_protocol": "esmtp",
    "outgoing_user": "support",
    "outgoing_secret": SECRET,
    "outgoing_secret_again": SECRET,
}


def change(saved: Alias) -> str:
    return f"/console/aliases/alias/{saved.pk}/change/"
