"""Writing mail in the console: answers, recipients, refusals, and what really leaves."""

from email import message_from_bytes

import pytest
from django.test import Client

from activities import queueing
from activities.models import Activity, Direction, Recipient
from aliases.models import Alias
from departments.models import Department
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff
from tests.mailcenter.rows import receive
from tests.servers.dovecot import Dovecot
from tests.servers.ports import wait_until
from tests.stock import dispatch_now, message

WRITE = "/console/activities/activity/write/"


@pytest.fixture
def question(make_alias) -> Activity:
    header = {"Message_ID": "<q@customers.test>", "References": "<p@customers.test>"}
    return receive(make_alias(name="Support"), message("Where is my parcel?", **header))


def reply(activity: Activity) -> str:
    return f"/console/activities/activity/{activity.pk}/reply/"


def mail(alias: Alias, **changed: object) -> dict[str, object]:
    return {"alias": alias.pk, "to": "a@b.test", "subject": "Hello", "text": "Words"} | changed


def sent() -> Activity:
    return Activity.objects.get(direction=Direction.OUTBOUND)


def problem(answer, name: str) -> str:
    return " ".join(answer.context["form"].errors[name])


def test_an_answer_starts_with_sender_subject_and_quoted_text(console: Client, question: Activity):
    form = console.get(reply(question)).context["form"]
    assert form["to"].value() == "Chris Customer <chris@customers.test>"
    assert form["subject"].value() == "Re: Where is my parcel?"
    assert "> Hello," in form["text"].value()
    assert [value for value, _ in form["alias"].field.choices] == [str(question.alias_id)]


def test_an_answer_goes_to_the_address_that_the_sender_wants(console: Client, make_alias):
    activity = receive(make_alias(), message("Re: again", Reply_To="desk@customers.test"))
    form = console.get(reply(activity)).context["form"]
    assert (form["to"].value(), form["subject"].value()) == ("desk@customers.test", "Re: again")


def test_an_answer_queues_one_mail_in_the_same_case(console: Client, question: Activity):
    start = console.get(reply(question)).context["form"].initial
    answer = console.post(reply(question), start, follow=True)
    assert "in the outbox" in body(answer)
    assert [one.address for one in sent().recipients.all()] == ["chris@customers.test"]
    assert (sent().case, sent().answers) == (question.case, question)
    assert sent().in_reply_to == "q@customers.test"
    assert sent().references == "p@customers.test q@customers.test"
    assert sent().author.username == "root"


def test_a_new_mail_opens_a_case_of_its_own(console: Client, question: Activity):
    console.post(WRITE, mail(question.alias))
    assert sent().case != question.case
    assert sent().in_reply_to == ""


def test_each_address_becomes_one_recipient_however_they_are_separated(
    console: Client, question: Activity
):
    to = "One <one@b.test>; two@b.test,\n three@b.test"
    console.post(WRITE, mail(question.alias, to=to, cc="TWO@b.test", bcc="four@b.test"))
    found = {one.address: one.kind for one in sent().recipients.all()}
    kinds = dict.fromkeys(("one@b.test", "two@b.test", "three@b.test"), "to")
    assert found == kinds | {"four@b.test": "bcc"}


@pytest.mark.parametrize("field", ["to", "cc", "bcc"])
@pytest.mark.parametrize("wrong", ["okapi", "a@b@okapi", "okapi@", "good@b.test, okapi", "o k@b.c"])
def test_what_is_no_address_is_named_at_its_field(
    console: Client, question: Activity, field: str, wrong: str
):
    answer = console.post(WRITE, mail(question.alias, **{field: wrong}))
    assert "is not an email address" in problem(answer, field) or "no email" in problem(
        answer, field
    )
    assert not Recipient.objects.exists()


def test_a_refused_mail_keeps_its_words(console: Client, question: Activity):
    page = body(console.post(WRITE, mail(question.alias, to="okapi", text="<b>Long words</b>")))
    assert "&lt;b&gt;Long words&lt;/b&gt;" in page


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x7f"])
def test_a_subject_cannot_begin_another_header(console: Client, question: Activity, end: str):
    evil = f"Hello{end}Bcc: evil@b.test"
    answer = console.post(WRITE, mail(question.alias, subject=evil))
    assert "control character" in problem(answer, "subject")
    assert not Recipient.objects.exists()


def test_an_address_cannot_begin_another_header(console: Client, question: Activity):
    console.post(WRITE, mail(question.alias, to="a@b.test\r\nBcc: evil@b.test"))
    kinds = dict(Recipient.objects.values_list("address", "kind"))
    assert kinds.get("evil@b.test", "to") == "to"
    assert all("\n" not in one.to + one.cc for one in Activity.objects.all())


@pytest.mark.parametrize("mode", ["subject-prefix", "subject-suffix"])
def test_an_answer_starts_without_the_ids_of_earlier_mail(console: Client, make_alias, mode: str):
    alias = make_alias(threading_mode=mode)
    earlier = queueing.queue(queueing.Draft("Re: Parcel", "x", ["chris@customers.test"]), alias)
    activity = receive(alias, message(earlier.subject))
    form = console.get(reply(activity)).context["form"].initial
    assert form["subject"] == "Re: Parcel"


def test_a_subject_of_several_lines_is_answered_in_one(console: Client, make_alias):
    activity = receive(make_alias(), message("Long\r\n and folded"))
    answer = console.post(reply(activity), console.get(reply(activity)).context["form"].initial)
    assert answer.status_code == 302
    assert sent().subject.startswith("Re: Long and folded [#")


def test_writing_needs_its_permission(question: Activity, root: Department, sign_in):
    reader = sign_in(staff("reader", root, may="view_activity"))
    for url in (WRITE, reply(question)):
        assert reader.get(url).status_code == 403
        assert reader.post(url, mail(question.alias)).status_code == 403
    page = body(reader.get(f"/console/activities/activity/{question.pk}/change/"))
    assert "/reply/" not in page


def test_only_the_aliases_of_the_own_departments_can_be_senders(
    question: Activity, root: Department, make_alias, sign_in
):
    below = Department.objects.create(partition=root.partition, parent=root, name="Below")
    own = make_alias(department=below)
    form = sign_in(staff("clerk", below)).get(WRITE).context["form"]
    assert [value for value, _ in form["alias"].field.choices] == [str(own.pk)]


@pytest.mark.real
@pytest.mark.django_db(transaction=True)
def test_hidden_recipients_get_the_mail_and_stay_hidden(
    console: Client, sending_alias: Alias, dovecot: Dovecot
):
    to, cc, bcc = (dovecot.mailbox() for _ in range(3))
    console.post(WRITE, mail(sending_alias, to=to, cc=cc, bcc=bcc))
    dispatch_now(sending_alias)
    for one in (to, cc, bcc):
        raw = arrived(dovecot, one)
        header = message_from_bytes(raw)
        assert (header["To"], header["Cc"], header["Bcc"]) == (to, cc, None)
        assert one == bcc or bcc.encode() not in raw


@pytest.mark.real
@pytest.mark.django_db(transaction=True)
def test_an_answer_arrives_with_the_headers_of_an_answer(
    console: Client, sending_alias: Alias, dovecot: Dovecot
):
    customer = dovecot.mailbox()
    header = {"From": customer, "Message_ID": "<q@customers.test>"}
    question = receive(sending_alias, message("Wo ist mein Päckchen?", **header))
    console.post(reply(question), console.get(reply(question)).context["form"].initial)
    dispatch_now(sending_alias)
    arrived_header = message_from_bytes(arrived(dovecot, customer))
    assert arrived_header["In-Reply-To"] == "<q@customers.test>"
    assert arrived_header["Message-ID"] == f"<{sent().message_id}>"


def arrived(dovecot: Dovecot, address: str) -> bytes:
    """The one message in the mailbox; Postfix delivers a moment after it has answered."""
    wait_until(lambda: dovecot.count(address) == 1)
    return dovecot.messages(address)[0]
