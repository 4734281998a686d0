"""The message trace: how a message is found, and its story in order."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from activities.models import Activity, Attempt
from aliases.models import Alias
from departments.models import Department
from tests.activities.bounced import DEAD, bounce, sent
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff
from tests.mailcenter.rows import receive
from tests.stock import message

TRACE = "/console/activities/activity/trace/"


@pytest.fixture
def alias(make_alias) -> Alias:
    return make_alias("support@lab.test")


@pytest.fixture
def mail(alias: Alias) -> Activity:
    mail = sent(alias)
    now = timezone.now()
    Attempt.objects.create(
        recipient=mail.recipients.get(),
        number=1,
        server="mx.test:25",
        begun_at=now,
        ended_at=now,
        outcome="sent",
        code=250,
        answer="250 queued as okapi",
    )
    return mail


def titles(client: Client, activity: Activity) -> list[str]:
    return [one.title for one in client.get(TRACE, {"activity": activity.pk}).context["events"]]


def test_a_mails_story_goes_from_the_queue_to_its_bounce(console: Client, alias, mail):
    receive(alias, bounce(mail))
    told = titles(console, mail)
    assert told == ["Queued", "Attempt 1", "Attempt 1: Sent", "Report received"]
    page = body(console.get(TRACE, {"activity": mail.pk}))
    assert "250 queued as okapi" in page
    assert "no such user" in page


def test_a_bounces_story_names_the_rules_that_decided(console: Client, alias, mail):
    back = receive(alias, bounce(mail))
    told = titles(console, back)
    assert told[:3] == ["Retrieved", "Stored", "Read"]
    assert told[3] == "Judged: Email – permanent undeliverable"
    assert told[4].startswith("Case found: A delivery report")
    assert f"?activity={mail.pk}" in body(console.get(TRACE, {"activity": back.pk}))


@pytest.mark.parametrize(
    "words", ["<find@x.test>", "find@x.test", "chris@customers.test", "parcel"]
)
def test_a_message_is_found_by_what_is_known_of_it(console: Client, alias: Alias, words: str):
    found = receive(alias, message(Message_ID="<find@x.test>"))
    assert console.get(TRACE, {"q": words}).context["activity"] == found


def test_a_case_lists_its_messages_to_choose_from(console: Client, alias, mail):
    back = receive(alias, bounce(mail))
    matches = console.get(TRACE, {"q": f"case {mail.case_id}"}).context["matches"]
    assert matches == [back, mail]


def test_what_was_sent_is_found_by_its_recipient(console: Client, mail: Activity):
    assert console.get(TRACE, {"q": DEAD}).context["activity"] == mail


def test_what_is_not_found_is_said(console: Client, alias: Alias):
    assert "Nothing is found" in body(console.get(TRACE, {"q": "giraffe"}))


def test_other_departments_are_neither_found_nor_led_to(sign_in, alias, mail, root, make_alias):
    sales = Department.objects.create(partition=root.partition, parent=root, name="Sales")
    other = make_alias("sales@lab.test", department=sales)
    back = receive(other, bounce(mail))
    member = sign_in(staff("member", sales))
    assert member.get(TRACE, {"q": DEAD}).context["activity"] == back
    page = body(member.get(TRACE, {"activity": back.pk}))
    assert f"?activity={mail.pk}" not in page
    assert member.get(TRACE, {"activity": mail.pk}).context["activity"] is None


def test_a_merged_case_says_who_merged_it(console: Client, alias: Alias):
    first, second = receive(alias, message("One")), receive(alias, message("Two"))
    console.post(
        "/console/activities/activity/",
        {
            "action": "merge_cases",
            "_selected_action": [first.pk, second.pk],
            "confirmed": "yes",
            "reason": "The same parcel.",
        },
    )
    events = console.get(TRACE, {"activity": first.pk}).context["events"]
    assert any("The same parcel." in one.words for one in events)


def test_the_command_prints_the_same(alias: Alias, mail: Activity, capsys):
    receive(alias, bounce(mail))
    call_command("trace", mail.message_id)
    said = capsys.readouterr().out
    assert "250 queued as okapi" in said
    assert "Report received" in said
    with pytest.raises(CommandError, match="Nothing is found"):
        call_command("trace", "giraffe")
