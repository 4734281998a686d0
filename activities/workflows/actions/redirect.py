"""Sends the message on, as it is, to another address (WF-3)."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from activities.workflows.actions.action import Action, Names
from activities.workflows.errors import Refused
from activities.workflows.forms import Field, Values
from activities.workflows.values import Step


def make(values: Values) -> Step:
    address = values["address"].strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused("address", "Type one address, such as billing@example.com.") from error
    return lambda decision: replace(
        decision, redirects=tuple(dict.fromkeys((*decision.redirects, address)))
    )


def words(values: Values, names: Names) -> str:
    return f"redirect to {values['address']}"


ACTION = Action("redirect", "Redirect to", (Field("address", "Address"),), make, words)
