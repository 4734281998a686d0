"""Addresses that are typed without a domain: the partition's company domain name completes them.

OR-4: the completed address is seen before it is saved; a whole address is kept as typed.
"""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from departments.trail import partition_of

INCOMPLETE = (
    "“{typed}” has no domain: type the whole address, such as {typed}@example.org, or set the "
    "company domain name on the page of the partition."
)


def completed(typed: str, domain: str) -> str:
    """``typed`` with ``@domain`` where it has none of its own. Raises ValidationError without one."""
    typed = typed.strip()
    if not typed or "@" in typed:
        return typed
    if not domain:
        raise ValidationError(INCOMPLETE.format(typed=typed))
    return f"{typed}@{domain}"


class CompletedEmailField(forms.EmailField):
    """Takes a local part alone as well; the form completes it, and the model's rules check it.

    Named in ``Meta.field_classes`` of a form that has CompletesAddresses among its bases.
    """

    default_validators = []


class CompletesAddresses(forms.ModelForm):  # type: ignore[type-arg]
    """Completes its CompletedEmailFields with the domain of the partition the row stands in.

    ``static/mailcenter/addresses.js`` does the same in the browser, when a field is left.
    """

    class Media:
        js = ("mailcenter/addresses.js",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        domains = json.dumps(self.domains_by_department())
        for name in self._completed_fields():
            attributes = self.fields[name].widget.attrs
            attributes["data-company-domain"] = self._domain_of(self.instance)
            attributes["data-company-domains"] = domains

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        domain = self.company_domain()
        for name in self._completed_fields():
            try:
                if cleaned.get(name):
                    cleaned[name] = completed(cleaned[name], domain)
            except ValidationError as error:
                self.add_error(name, error)
        return cleaned

    def company_domain(self) -> str:
        """The domain that holds for the row as the form stands; '' where there is none."""
        department = self.cleaned_data.get("department")
        return self._domain_of(department if department is not None else self.instance)

    def domains_by_department(self) -> dict[str, str]:
        """For the browser: which domain goes with each department that can be chosen."""
        field = self.fields.get("department")
        if not isinstance(field, forms.ModelChoiceField) or field.queryset is None:
            return {}
        pairs = field.queryset.values_list("pk", "partition__company_domain")
        return {str(pk): domain for pk, domain in pairs}

    def _completed_fields(self) -> list[str]:
        return [name for name, one in self.fields.items() if isinstance(one, CompletedEmailField)]

    def _domain_of(self, row: Any) -> str:
        partition = partition_of(row)
        return partition.company_domain if partition is not None else ""
