"""Rules on From, To and CC call people by name, by address, or by both (the manual's rule forms)."""

import pytest

from tests.activities.workflows.samples import facts, holds

# Of the manual: with Reply-To threading, “contains” worked with the address or with both, not with
# the name alone; “is” failed with “Display Name[Email Address]”. Here each of them holds.
FORMS = [
    ("is", "help@lab.test", True),
    ("is", "HELP@Lab.Test", True),
    ("is", "Help Desk", True),
    ("is", "help desk", True),
    ("is", "Help Desk[help@lab.test]", True),
    ("is", "Help Desk [help@lab.test]", True),
    ("is", "Help Desk <help@lab.test>", True),
    ("is", "Desk", False),
    ("is", "Other Desk [help@lab.test]", False),
    ("contains", "help@lab", True),
    ("contains", "Help De", True),
    ("contains", "Help Desk[help@lab.test]", True),
    ("contains", "Desk <help@lab.test>", True),
    ("contains", "sales", False),
    ("starts", "help", True),
    ("starts", "Help Desk [help@lab.test]", True),
    ("starts", "desk", False),
    ("ends", "lab.test", True),
    ("ends", "Desk", True),
    ("ends", "Desk[help@lab.test]", True),
    ("ends", "help", False),
    ("matches", r"^help@", True),
    ("matches", r"help d.sk \[help@", True),
    ("matches", r"^lab", False),
    ("domain", "lab.test", True),
    ("domain", "@LAB.test", True),
    ("domain", "test", True),
    ("domain", "b.test", False),
]
ADDRESSED = "Chris <chris@customers.test>, Help Desk <help@lab.test>"


@pytest.mark.parametrize("field", ["to", "cc"])
@pytest.mark.parametrize(("operator", "value", "expected"), FORMS)
def test_people_are_known_by_every_form_of_their_name(field, operator, value, expected):
    about = facts(**{field.capitalize() if field == "to" else "CC": ADDRESSED})
    assert holds({"kind": field, "operator": operator, "value": value}, about) is expected


@pytest.mark.parametrize(("operator", "value", "expected"), FORMS)
def test_the_sender_is_known_by_every_form_of_the_name(operator, value, expected):
    about = facts(From="Help Desk <help@lab.test>")
    assert holds({"kind": "from", "operator": operator, "value": value}, about) is expected


@pytest.mark.parametrize("value", ["Help Desk", "help@lab.test", "Help Desk [help@lab.test]"])
@pytest.mark.parametrize(
    "answered",
    [
        "Help Desk <help+3zb7q9k2h5w8x4n6m3p7r@lab.test>",
        "Help Desk [#3ZB7-Q9K2-H5W8-X4N6-M3P7-R] <help@lab.test>",
    ],
)
def test_the_interaction_id_in_the_address_or_name_is_no_hindrance(value, answered):
    assert holds({"kind": "to", "operator": "is", "value": value}, facts(To=answered))


def test_a_message_without_the_field_matches_nothing():
    about = facts(To="")
    assert not holds({"kind": "to", "operator": "matches", "value": ".*"}, about)
