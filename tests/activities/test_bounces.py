"""Reports that come in: which mail and recipient they are about, and who is listed as dead."""

import pytest

from activities.models import Activity, FailedMessage, Report
from activities.threads import marks
from aliases.models import Alias
from exceptions.models import DeliveryException, Suppression
from tests.activities.bounced import DEAD, bounce, group, report, sent
from tests.mailcenter.rows import receive
from tests.stock import message


@pytest.fixture
def alias(make_alias) -> Alias:
    return make_alias("support@lab.test")


@pytest.fixture
def mail(alias: Alias) -> Activity:
    return sent(alias)


def listed() -> list[str]:
    return list(Suppression.objects.order_by("address").values_list("address", flat=True))


def test_a_bounce_goes_to_the_mail_it_is_about_and_to_the_queue(alias: Alias, mail: Activity):
    came = receive(alias, bounce(mail))
    assert came.get_exception_display() == "Email – permanent undeliverable"
    assert (came.exception_rule, came.exception_where) == ("rfc3464", "delivery-status part")
    assert came.exception_open
    assert (came.case, came.answers) == (mail.case, mail)


def test_its_row_says_who_why_and_of_which_mail(alias: Alias, mail: Activity):
    receive(alias, bounce(mail))
    row = Report.objects.get()
    assert (row.about, row.recipient) == (mail, mail.recipients.get())
    assert (row.address, row.action, row.status, row.permanent) == (DEAD, "failed", "5.1.1", True)
    assert "no such user" in row.diagnostic


def test_a_dead_address_is_listed_with_the_servers_words(alias: Alias, mail: Activity):
    came = receive(alias, bounce(mail))
    line = Suppression.objects.get()
    assert (line.address, line.sample, line.department) == (DEAD, came, mail.department)
    assert "no such user" in line.reason


def test_three_recipients_give_three_results(alias: Alias):
    mail = sent(alias, "a@x.test", "b@x.test", "c@x.test")
    said = [
        group("a@x.test"),
        group("b@x.test", "delayed", "4.4.1", "connection timed out"),
        group("c@x.test", "delivered", "2.0.0", "ok"),
    ]
    receive(alias, report(said, envelope_id=marks.envelope_id(mail)))
    rows = Report.objects.values_list("recipient__address", "action", "permanent")
    assert set(rows) == {
        ("a@x.test", "failed", True),
        ("b@x.test", "delayed", False),
        ("c@x.test", "delivered", None),
    }
    assert listed() == ["a@x.test"]


def test_the_message_id_it_returns_is_enough(alias: Alias, mail: Activity):
    receive(alias, report([group(DEAD)], message_id=mail.message_id))
    assert Report.objects.get().about == mail
    assert listed() == [DEAD]


def test_the_signed_return_address_is_enough(make_alias):
    alias = make_alias("desk@lab.test", sub_addressing=True)
    mail = sent(alias)
    receive(alias, report([group(DEAD)], to=marks.return_address(mail, alias)))
    assert Report.objects.get().about == mail


@pytest.mark.parametrize(
    ("status", "said"),
    [("5.7.1", "blocked by policy"), ("5.2.2", "mailbox full"), ("4.2.1", "try later")],
)
def test_policy_and_what_may_pass_list_nobody(alias: Alias, mail: Activity, status, said):
    receive(alias, bounce(mail, status=status, said=f"550 {status} {said}"))
    assert Report.objects.get().recipient is not None
    assert listed() == []


@pytest.mark.parametrize(
    "raw",
    [
        report([]),
        report([group(DEAD)]),
        report([group(DEAD)], envelope_id="2222forged2222forged2222"),
        report([group(DEAD)], message_id="unknown@lab.test"),
    ],
    ids=["nobody named", "nothing named", "forged envelope ID", "unknown Message-ID"],
)
def test_what_cannot_be_attributed_is_filed_unmatched_and_lists_nobody(alias, mail, raw):
    came = receive(alias, raw)
    assert came.exception in {"permanent", "temporary"}
    assert came.answers is None
    assert listed() == []
    assert not FailedMessage.objects.all().on_the_shelf().exists()


def test_mail_that_never_left_proves_nothing(alias: Alias, mail: Activity):
    mail.recipients.update(state="queued")
    receive(alias, bounce(mail))
    assert listed() == []


def test_an_address_we_did_not_write_to_is_not_listed(alias: Alias, mail: Activity):
    receive(alias, bounce(mail, "forwarded@elsewhere.test"))
    assert Report.objects.get().recipient == mail.recipients.get()
    assert listed() == []


def test_a_phrase_alone_marks_and_neither_queues_nor_lists(alias: Alias):
    came = receive(alias, message("My system does not start"))
    assert came.get_exception_display() == "Possible exception"
    assert (came.exception_rule, came.exception_where) == ("system", "subject")
    assert not came.exception_open
    assert listed() == []


def test_a_phrase_acts_from_the_next_message(alias: Alias):
    assert receive(alias, message("A giraffe")).exception == ""
    DeliveryException.objects.create(department=alias.department, name="x", phrase="giraffe")
    assert receive(alias, message("A giraffe")).exception == "possible"


def test_ordinary_mail_has_no_subtype(alias: Alias):
    came = receive(alias, message())
    assert (came.exception, came.exception_rule, came.exception_open) == ("", "", False)


def state(mail: Activity) -> str:
    return mail.recipients.get().state


def told(alias: Alias, mail: Activity, *actions: str) -> str:
    """The state of the only recipient after reports with these actions, in this order."""
    for number, action in enumerate(actions):
        status = {"failed": "5.1.1", "delayed": "4.4.1"}.get(action, "2.0.0")
        receive(alias, bounce(mail, action=action, status=status, said=f"said {number}"))
    return state(mail)


@pytest.mark.parametrize(
    ("actions", "becomes"),
    [
        (["delivered"], "delivered"),
        (["relayed"], "delivered"),
        (["failed"], "bounced"),
        (["delayed"], "sent"),
        (["expanded"], "sent"),
        (["relayed", "failed"], "bounced"),
        (["failed", "delivered"], "bounced"),
        (["delayed", "failed", "failed", "delayed"], "bounced"),
    ],
)
def test_what_was_sent_becomes_what_reports_say(alias: Alias, mail: Activity, actions, becomes):
    assert told(alias, mail, *actions) == becomes


@pytest.mark.parametrize("before", ["queued", "held", "failed", "cancelled", "sending"])
def test_a_report_settles_nothing_that_was_not_sent(alias: Alias, mail: Activity, before: str):
    mail.recipients.update(state=before)
    assert told(alias, mail, "failed", "delivered") == before


def test_a_report_settles_what_was_uncertain(alias: Alias, mail: Activity):
    mail.recipients.update(state="uncertain")
    assert told(alias, mail, "delivered") == "delivered"


def test_the_report_of_a_bounced_recipient_stands_beside_it(console, alias: Alias, mail: Activity):
    told(alias, mail, "failed")
    one = mail.recipients.get()
    shown = console.get(f"/console/activities/recipient/{one.pk}/change/").content.decode()
    assert "Bounced" in shown
    assert f"/console/activities/activity/{Report.objects.get().activity_id}/change/" in shown
    assert "Bounced" in console.get("/console/activities/activity/").content.decode()
