"""From which address somebody may write (DI-5), as one table."""

import pytest

from activities.writing.choices import (
    Answers,
    Candidate,
    Place,
    Rules,
    Sender,
    for_answer,
    for_new,
)

SALES, HELP = 1, 2
# The departments: Sales has 10 (its default) and 11; Help has 20 (its default) and 21.
SHOP = Candidate(10, SALES, "shop@x.test", is_default=True)
OFFERS = Candidate(11, SALES, "offers@x.test", redirections=("old@x.test", "Deals@x.test"))
DESK = Candidate(20, HELP, "desk@x.test", is_default=True)
NIGHT = Candidate(21, HELP, "night@x.test")
OF_SALES = (SHOP, OFFERS)
ALL = (SHOP, OFFERS, DESK, NIGHT)
MEMBER = Place(departments=(SALES,))
TEAM = Place(departments=(SALES,), of_teams=(11,), defaults=(11,))
TWO_TEAMS = Place(departments=(SALES,), of_teams=(11, 21, 20), defaults=(11, 20))
BOTH = Place(departments=(HELP, SALES))


def numbers(senders: tuple[Sender, ...]) -> list[int]:
    return [one.alias for one in senders]


NEW = [
    # mine, place, free: the default, then all that is allowed
    (OF_SALES, MEMBER, False, [10]),
    (OF_SALES, MEMBER, True, [10, 11]),
    (OF_SALES, TEAM, False, [11]),
    (OF_SALES, TEAM, True, [11]),
    (ALL, TWO_TEAMS, False, [11, 20]),
    (ALL, TWO_TEAMS, True, [11, 20, 21]),
    (ALL, BOTH, False, [20, 10]),
    (ALL, BOTH, True, [20, 10, 11, 21]),
    (ALL, Place(), False, [10]),
    ((OFFERS,), MEMBER, False, [11]),
    ((OFFERS, NIGHT), MEMBER, False, [11]),
    # A team's alias that is not of the person's departments is none of theirs.
    (OF_SALES, Place((SALES,), of_teams=(20,), defaults=(20,)), False, [10]),
    (OF_SALES, Place((SALES,), of_teams=(20,), defaults=(20,)), True, [10, 11]),
    ((), MEMBER, True, []),
]


@pytest.mark.parametrize(("mine", "place", "free", "allowed"), NEW)
def test_a_new_mail_is_from_the_default_of_team_or_department(mine, place, free, allowed):
    found = for_new(mine, place, free=free)
    assert numbers(found.allowed) == allowed
    assert found.default == (found.allowed[0] if allowed else None)


KEEPS, GIVES = Rules(keep=True), Rules(keep=False)
ANSWERS = [
    # mine, the mail's alias and department, rules: the default, then all that is allowed
    (ALL, 11, SALES, KEEPS, 11, [11]),
    (ALL, 11, SALES, GIVES, 11, [11]),
    (ALL, 11, SALES, Rules(free=True), 11, [11, 10, 20, 21]),
    # Transferred to Help: it keeps its alias, or takes the default of Help.
    (ALL, 11, HELP, KEEPS, 11, [11]),
    (ALL, 11, HELP, GIVES, 20, [20]),
    (ALL, 11, HELP, Rules(free=True, keep=False), 20, [20, 11, 10, 21]),
    ((SHOP, OFFERS, NIGHT), 11, HELP, GIVES, 11, [11]),
    # Somebody of Help alone never writes by an alias of Sales, whatever is set.
    ((DESK, NIGHT), 11, HELP, KEEPS, 20, [20]),
    ((DESK, NIGHT), 11, HELP, Rules(free=True), 20, [20, 21]),
    ((NIGHT,), 11, HELP, KEEPS, None, [21]),
    ((), 11, HELP, KEEPS, None, []),
]


@pytest.mark.parametrize(("mine", "alias", "department", "rules", "default", "allowed"), ANSWERS)
def test_an_answer_is_from_the_alias_or_what_the_department_says(
    mine, alias, department, rules, default, allowed
):
    found = for_answer(mine, Answers(alias, department), rules=rules, place=MEMBER)
    assert (found.default.alias if found.default else None) == default
    assert numbers(found.allowed) == allowed


ARRIVED = [
    ((), "offers@x.test"),
    (("old@x.test",), "old@x.test"),
    (("stranger@y.test", "DEALS@X.TEST", "old@x.test"), "Deals@x.test"),
    (("offers@x.test", "old@x.test"), "offers@x.test"),
    (("old+tag@x.test",), "old@x.test"),
    (("stranger@y.test",), "offers@x.test"),
]


@pytest.mark.parametrize(("arrived", "sender"), ARRIVED)
def test_an_answer_is_from_the_redirection_by_which_the_mail_came(arrived, sender):
    answers = Answers(11, SALES, arrived)
    assert for_answer(ALL, answers, rules=KEEPS, place=MEMBER).allowed == (Sender(11, sender),)


def test_who_may_choose_may_take_the_own_address_instead_of_the_redirection():
    answers = Answers(11, SALES, ("old@x.test",))
    found = for_answer(OF_SALES, answers, rules=Rules(free=True), place=MEMBER)
    own, shop = Sender(11, "offers@x.test"), Sender(10, "shop@x.test")
    assert found.allowed == (Sender(11, "old@x.test"), own, shop)


def test_where_the_alias_is_gone_the_person_chooses():
    answers = Answers(30, SALES, gone=True)
    found = for_answer(OF_SALES, answers, rules=KEEPS, place=MEMBER)
    assert (found.default, numbers(found.allowed)) == (None, [10, 11])
