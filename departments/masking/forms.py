"""The form of a masking pattern, and what its preview answers."""

from typing import Any

from django import forms

from departments.forms import ReasonForm
from departments.masking import engine, ready_made, saving
from departments.masking.errors import Refused
from departments.masking.stored import MaskingPattern

FIELDS = (
    "partition",
    "name",
    "active",
    "expression",
    "replacement",
    "keep_first",
    "keep_last",
    "check_digits",
    "inbound",
    "outbound",
    "departments",
)
MOST_SAMPLE = 20_000


class MaskingPatternForm(ReasonForm):
    """Chosen departments stand in the pattern's partition."""

    class Meta:
        model = MaskingPattern
        fields = FIELDS

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        partition = cleaned.get("partition") or getattr(self.instance, "partition", None)
        strangers = [
            str(one) for one in cleaned.get("departments") or () if one.partition != partition
        ]
        if partition is not None and strangers:
            words = f"{', '.join(sorted(strangers))}: not in this partition."
            self.add_error("departments", words)
        return cleaned


class PreviewForm(forms.ModelForm):  # type: ignore[type-arg]
    """The pattern as it is typed, with a text to try it on; nothing is stored."""

    sample = forms.CharField(max_length=MOST_SAMPLE, required=False, strip=False)

    class Meta:
        model = MaskingPattern
        fields = ("expression", "replacement", "keep_first", "keep_last", "check_digits")

    def _post_clean(self) -> None:
        """The row's own rules are not asked: it has neither partition nor name."""

    def answer(self) -> dict[str, object]:
        """``masked`` and ``hits``, or ``error`` in words."""
        if not self.is_valid():
            first = next(iter(self.errors.items()))
            return {"error": f"{first[0].replace('_', ' ').capitalize()}: {first[1][0]}"}
        typed = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        sample = self.cleaned_data["sample"].replace("\r\n", "\n")
        rule = MaskingPattern(name="preview", **typed).rule()
        try:
            saving.check(rule)
        except Refused as refused:
            return {"error": str(refused)}
        mask = engine.mask_html if sample.lstrip().startswith("<") else engine.mask
        masked = mask(sample, [rule])
        return {"masked": masked.text, "hits": sum(number for _, number in masked.hits)}


def initial(key: str) -> dict[str, Any]:
    """The form filled in as a ready-made pattern; {} where there is none of that key."""
    one = ready_made.BY_KEY.get(key)
    if one is None:
        return {}
    rule = one.pattern
    return {
        "name": rule.name,
        "expression": rule.expression,
        "replacement": rule.replacement,
        "keep_first": rule.keep_first,
        "keep_last": rule.keep_last,
        "check_digits": rule.check.value,
    }
