"""Addresses without a domain are completed with the partition's, whole ones are kept as typed."""

import pytest
from django.core.exceptions import ValidationError

from departments.addresses import CompletedEmailField, CompletesAddresses, completed
from departments.models import Partition


class SystemMail(CompletesAddresses):
    class Meta:
        model = Partition
        fields = ("default_to", "default_from")
        field_classes = dict.fromkeys(fields, CompletedEmailField)

    def company_domain(self) -> str:
        return "lab.test"


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        ("office", "office@lab.test"),
        (" office ", "office@lab.test"),
        ("Grüße", "Grüße@lab.test"),
        ("a@b.test", "a@b.test"),
        ("Office@Other.Test", "Office@Other.Test"),
        ("", ""),
    ],
)
def test_a_bare_name_gets_the_domain_and_an_address_keeps_its_own(typed: str, saved: str):
    assert completed(typed, "lab.test") == saved


def test_without_a_domain_the_error_says_where_to_set_one():
    with pytest.raises(ValidationError, match="company domain name on the page of the partition"):
        completed("office", "")


def test_a_form_completes_before_the_rules_of_the_model_look():
    form = SystemMail({"default_to": "office", "default_from": "two words"})
    assert list(form.errors) == ["default_from"]
    assert form.cleaned_data["default_to"] == "office@lab.test"


@pytest.mark.parametrize("typed", ["a b@c.test", "@lab.test", "a@", "a@b@c.test"])
def test_what_is_no_address_is_refused_all_the_same(typed: str):
    assert "default_to" in SystemMail({"default_to": typed}).errors


def test_the_browser_is_told_the_domain(db):
    partition = Partition.objects.create(name="Lab", company_domain="lab.test")
    assert 'data-company-domain="lab.test"' in str(SystemMail(instance=partition)["default_to"])
