"""Texts of acknowledgements: their variables and languages."""

import pytest
from django.core.exceptions import ValidationError

from activities.models import AcknowledgementText
from activities.workflows import languages, variables
from activities.workflows.folding import Text


@pytest.mark.parametrize("text", ["{nobody}", "{name", "name}", "{{name}}", "{ name}", "{}"])
def test_an_unknown_variable_is_refused(text):
    assert variables.refusal(f"Dear {text}")


def test_all_variables_may_stand_in_a_text():
    text = " ".join(f"{{{name}}}" for name in variables.VARIABLES)
    assert variables.refusal(text) == ""
    assert variables.filled(text, dict.fromkeys(variables.VARIABLES, "x")) == "x x x x x x"


def test_what_a_stranger_is_called_stays_one_short_line_and_is_not_filled_in_again():
    values = {"name": "Eve\r\nBcc: all {case} " + "x" * 999, "case": "7"}
    filled = variables.filled("Dear {name}", values)
    assert filled.startswith("Dear Eve Bcc: all {case} x")
    assert len(filled) == len("Dear ") + variables.LONGEST


CHOSEN = [
    ({"accept-language": "de-AT, en;q=0.9"}, "de"),
    ({"accept-language": "en;q=0.2, pt-BR;q=0.8"}, "pt-BR"),
    ({"accept-language": "pt"}, ""),
    ({"accept-language": "de;q=0, *"}, ""),
    ({"accept-language": "de;q=nonsense"}, ""),
    ({"content-language": "DE"}, "de"),
    ({"accept-language": "fr", "content-language": "de-CH"}, "de"),
    ({}, ""),
]


@pytest.mark.parametrize(("header", "expected"), CHOSEN)
def test_the_language_is_what_the_message_names(header, expected):
    headers = {name: (Text(value),) for name, value in header.items()}
    assert languages.chosen(["", "de", "pt-BR"], headers) == expected


@pytest.fixture
def text(root) -> AcknowledgementText:
    return AcknowledgementText(department=root, name="Received", text="Thank you")


def test_a_language_needs_a_text_for_all_others(text):
    text.language = "de"
    with pytest.raises(ValidationError, match="all others first"):
        text.full_clean()


def test_an_unknown_variable_is_named_at_its_field(text):
    text.text = "Dear {nobody}"
    with pytest.raises(ValidationError, match=r"\{nobody\} is not known"):
        text.full_clean()
    text.text = "Dear {name}"
    text.full_clean()
