"""Notices as signed JSON to the address that a department has chosen."""

import hashlib
import hmac
from datetime import datetime

from aliases.incidents.errors import Hopeless
from aliases.incidents.monitors import Monitor
from departments.vault import SecretUnreadable
from wire.errors import Cause, Explanation, Step, WireError
from wire.fetch import Web
from wire.web import post_json

SIGNATURE, DELIVERY = "Mailcenter-Signature", "Mailcenter-Delivery"
GONE = "The monitor has no webhook any more."


def post(monitor: Monitor, body: bytes, delivery: str, *, at: datetime) -> None:
    """Sends ``body``. Raises Hopeless, and WireError for each answer but 200 to 299."""
    if not monitor.webhook_url:
        raise Hopeless(GONE)
    headers = {SIGNATURE: signature(_secret_of(monitor), body, at), DELIVERY: delivery}
    post_json(monitor.webhook_url, body, _web(monitor), headers=headers)


def signature(secret: str, body: bytes, at: datetime) -> str:
    """The receiver computes the same from its copy of the secret, and refuses what is old."""
    seconds = int(at.timestamp())
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256)
    return f"t={seconds},v1={digest.hexdigest()}"


def _web(monitor: Monitor) -> Web:
    partition = monitor.department.partition
    return Web(
        ca_bundle=partition.ca_bundle,
        private_networks=partition.private_networks,
        plain_loopback=True,
    )


def _secret_of(monitor: Monitor) -> str:
    try:
        secret = str(monitor.webhook_secret.reveal())
    except SecretUnreadable as error:
        raise _no_secret(str(error)) from error
    if not secret:
        raise _no_secret("The webhook has no secret: type it on the page of the monitor.")
    return secret


def _no_secret(words: str) -> WireError:
    return WireError(Cause.CONFIGURATION, Step.AUTHENTICATION, Explanation(words))
