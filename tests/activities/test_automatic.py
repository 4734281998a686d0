"""The one way of automatic mail, and who gets an acknowledgement."""

from datetime import timedelta
from email.utils import format_datetime

import pytest
from django.utils import timezone

from activities import automatic
from activities.automatic import Automatic
from activities.models import Activity
from aliases.incidents.models import Incident, Kind
from aliases.models import Alias
from tests.activities.bounced import bounce, sent
from tests.mailcenter.rows import receive
from tests.stock import message

TO = "chris@customers.test"


@pytest.fixture
def alias(make_alias) -> Alias:
    fields = {"acknowledge": True, "acknowledge_text": "We have your mail."}
    return make_alias("support@lab.test", redirections="help@lab.test", **fields)


def acknowledged() -> list[str]:
    mails = Activity.objects.filter(automatic=True).order_by("pk")
    return list(mails.values_list("to", flat=True))


def fresh(subject: str = "A question", *, days: int = 0, **header: str) -> bytes:
    at = format_datetime(timezone.now() - timedelta(days=days))
    return message(subject, **{"Date": at, **header})


def test_the_first_mail_of_a_case_is_acknowledged_in_it(alias: Alias):
    question = receive(alias, fresh())
    mail = Activity.objects.get(automatic=True)
    assert (mail.to, mail.text, mail.author) == (TO, "We have your mail.", None)
    assert mail.subject.startswith("Auto: A question")
    assert (mail.case, mail.answers) == (question.case, question)


def test_nobody_is_acknowledged_unless_the_alias_says_so(alias: Alias):
    alias.acknowledge = False
    receive(alias, fresh())
    assert acknowledged() == []


def test_a_second_mail_of_the_day_is_not_acknowledged(alias: Alias):
    receive(alias, fresh())
    receive(alias, fresh("Another question"))
    receive(alias, fresh("And another", From="kim@customers.test"))
    assert acknowledged() == [TO, "kim@customers.test"]


@pytest.mark.parametrize("days", [2, 10, -2])
def test_old_mail_is_filed_without_a_word(alias: Alias, days: int):
    receive(alias, fresh(days=days))
    assert acknowledged() == []


@pytest.mark.parametrize(
    "header",
    [
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"List_Id": "<shoes.shop.test>"},
        {"X_Auto_Response_Suppress": "All"},
        {"Return_Path": "<>"},
        {"From": "noreply@customers.test"},
        {"From": "MAILER-DAEMON@customers.test"},
        {"From": "support@lab.test"},
        {"From": "Help@lab.test"},
        {"From": "support+tag@lab.test"},
        {"From": ""},
        {"Date": ""},
    ],
    ids=str,
)
def test_machines_lists_and_ourselves_are_not_acknowledged(alias: Alias, header):
    receive(alias, fresh(**header))
    assert acknowledged() == []


def test_an_exception_is_not_acknowledged(alias: Alias):
    receive(alias, bounce(sent(alias)))
    assert acknowledged() == []


def give(alias: Alias, to: str = TO) -> str:
    return automatic.send(Automatic(to, "Note", "Words"), alias, now=timezone.now())


def test_the_fourth_automatic_mail_of_a_day_is_not_sent_and_there_is_an_incident(alias: Alias):
    assert [give(alias) for _ in range(3)] == ["", "", ""]
    assert "as many" in give(alias)
    assert len(acknowledged()) == 3
    assert TO in Incident.objects.get(kind=Kind.LOOP).words
    assert give(alias, "kim@customers.test") == ""


def test_an_address_counts_whatever_stands_behind_its_plus_sign(alias: Alias):
    for tag in ("a", "b", "c"):
        give(alias, f"chris+{tag}@customers.test")
    assert "as many" in give(alias)


def test_the_next_day_there_may_be_more(alias: Alias):
    for _ in range(3):
        give(alias)
    tomorrow = timezone.now() + timedelta(hours=24, seconds=1)
    assert automatic.send(Automatic(TO, "Note", "Words"), alias, now=tomorrow) == ""


@pytest.mark.parametrize("to", ["support@lab.test", "HELP@lab.test", "no address", ""])
def test_nothing_is_sent_to_ourselves_or_to_nobody(alias: Alias, to: str):
    assert give(alias, to)
    assert acknowledged() == []
