"""The dry run: what a subject, an address or a whole message would be taken for. Keeps nothing."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from departments.models import Department
from exceptions.facts import facts_of, facts_of_words
from exceptions.judging import Verdict, judge
from exceptions.kinds import words_of
from exceptions.rules import rules_for
from wire.parse import Unparseable, parse

MOST_CHARACTERS = 2_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict in words. signs: what shows that a machine wrote it."""

    words: str
    verdict: Verdict
    signs: tuple[str, ...]


class TryForm(forms.Form):
    """Either a message as it was received, or a subject and the sender's address."""

    department = forms.ModelChoiceField(Department.objects.none())
    subject = forms.CharField(required=False, max_length=1000)
    address = forms.CharField(
        label="Sender's address", required=False, max_length=320, help_text="As in From."
    )
    message = forms.CharField(
        label="Or a whole message",
        required=False,
        strip=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="With its header, as “Download the message as received” gives it.",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["department"]
        field.queryset = Department.objects.visible_to(user).select_related("partition")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(cleaned.get(name) for name in ("subject", "address", "message")):
            raise ValidationError("Type a subject, an address, or paste a message.")
        return cleaned

    def answer(self) -> Answer:
        """What the department would take it for. Raises Unparseable."""
        rules = rules_for(self.cleaned_data["department"])
        pasted = self.cleaned_data["message"]
        if pasted.strip():
            raw = pasted.lstrip("\r\n").encode("utf-8", "surrogateescape")
            facts = facts_of(raw, parse(raw))
        else:
            facts = facts_of_words(self.cleaned_data["subject"], self.cleaned_data["address"])
        verdict = judge(facts, rules.phrases, rules.mode)
        return Answer(words_of(verdict.kind), verdict, facts.signs)


def answer_to(form: TryForm) -> Answer | None:
    """The answer to a filled-in form; None where it has errors, which the form then shows."""
    if not form.is_valid():
        return None
    try:
        return form.answer()
    except Unparseable as trouble:
        form.add_error("message", trouble.reason)
        return None
