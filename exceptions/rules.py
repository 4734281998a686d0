"""What a department judges its mail by: its phrases and its mode, read from the database."""

from dataclasses import dataclass
from typing import cast

from departments.models import Department
from exceptions.judging import Mode
from exceptions.matching import Failure, Phrase, Phrases, Type
from exceptions.models import DeliveryException
from exceptions.predefined import predefined


@dataclass(frozen=True, slots=True)
class Rules:
    phrases: Phrases
    mode: Mode


def rules_for(department: Department) -> Rules:
    """The rules of this moment: a change acts from the next batch of messages."""
    rows = DeliveryException.objects.of(department.pk).values_list("type", "phrase", "failure")
    phrases = Phrases(
        Phrase(cast(Type, kind), text, cast(Failure, failure)) for kind, text, failure in rows
    )
    return Rules(phrases, cast(Mode, department.exception_mode))


def predefined_rules(mode: Mode) -> Rules:
    """The phrases as they ship, for archives that belong to no department."""
    return Rules(Phrases(predefined()), mode)
