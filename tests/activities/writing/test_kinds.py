"""Answers to all, forwarded and redirected mail, each from its own start to the outbox."""

import pytest
from django.test import Client
from django.utils import timezone

from activities import queueing
from activities.models import Activity, Direction, RawMessage
from attachments.models import BlockedAttachment, BlockedExtension
from departments.models import MaskingPattern
from tests.activities.reading.mails import PNG, with_html
from tests.activities.writing.desks import begun, kept_page, page_of, sent
from tests.mailcenter.pages import body
from tests.mailcenter.rows import receive
from tests.stock import message

TO = "support@lab.test, Anna <anna@customers.test>, OLD@lab.test"


@pytest.fixture
def alias(make_alias):
    return make_alias("support@lab.test", redirections="old@lab.test", is_default=True)


@pytest.fixture
def question(alias) -> Activity:
    header = {"To": TO, "Cc": "berta@customers.test, desk@lab.test"}
    return receive(alias, message("AW: Re: Parcel", **header))


def press(client: Client, activity: Activity, word: str, **changed: object):
    url = page_of(activity, word)
    return client.post(url, begun(client, url, **changed), follow=True)


def recipients() -> dict[str, str]:
    return dict(sent().recipients.values_list("address", "kind"))


def test_an_answer_to_all_leaves_our_own_addresses_out(console: Client, question, make_alias):
    make_alias("desk@lab.test")
    press(console, question, "reply-all")
    assert recipients() == {
        "chris@customers.test": "to",
        "anna@customers.test": "to",
        "berta@customers.test": "cc",
    }
    assert sent().subject.startswith("Re: Parcel [#")


def test_an_answer_to_a_list_goes_to_its_writer_alone(console: Client, alias):
    header = {"Reply_To": "talk@lists.test", "List_Post": "<mailto:talk@lists.test>"}
    mail = receive(alias, message(To="talk@lists.test", **header))
    assert begun(console, page_of(mail, "reply"))["to"] == "Chris Customer <chris@customers.test>"
    everybody = begun(console, page_of(mail, "reply-all"))["to"]
    assert everybody == "Chris Customer <chris@customers.test>, talk@lists.test"


def test_a_forwarded_mail_takes_the_ticked_files_along(console: Client, alias):
    mail = receive(alias, with_html("<img src='cid:logo@x'>", picture=PNG, subject="Okapi"))
    part = mail.attachments.get()
    values = begun(console, page_of(mail, "forward"), to="x@y.test")
    assert values["originals"] == [part.path]
    assert "From: chris@customers.test\n" in values["text"]
    console.post(page_of(mail, "forward"), values)
    assert [bytes(one.content) for one in sent().files.all()] == [PNG]
    assert sent().subject.startswith("Fwd: Okapi")


def test_a_mail_of_ours_is_forwarded_with_its_files(console: Client, alias):
    file = queueing.File("a.txt", "text/plain", b"words")
    mail = queueing.queue(queueing.Draft("Okapi", "x", ["a@b.test"], files=[file]), alias)
    press(console, mail, "forward", to="x@y.test")
    forwarded = Activity.objects.get(answers=mail)
    assert [(one.name, bytes(one.content)) for one in forwarded.files.all()] == [
        ("a.txt", b"words")
    ]


def test_an_unticked_file_stays(console: Client, alias):
    mail = receive(alias, with_html("<img src='cid:logo@x'>", picture=PNG))
    press(console, mail, "forward", to="x@y.test", originals=[])
    assert not sent().files.exists()


@pytest.fixture
def held(root, alias) -> Activity:
    BlockedExtension.objects.create(department=root, name="Pictures", extension="png")
    return receive(alias, with_html("<img src='cid:logo@x'>", picture=PNG))


def test_a_file_that_is_held_back_is_not_offered(console: Client, held):
    part = held.attachments.get()
    values = begun(console, page_of(held, "forward"), to="x@y.test")
    assert "originals" not in values
    console.post(page_of(held, "forward"), values | {"originals": [part.path]})
    assert not sent().files.exists()


def test_a_message_is_redirected_as_it_came(console: Client, question):
    answer = press(console, question, "redirect", to="boss@lab.test")
    assert "in the outbox" in body(answer)
    assert recipients() == {"boss@lab.test": "to"}
    assert sent().answers == question


def test_what_a_rule_holds_back_is_not_redirected(console: Client, held):
    answer = console.get(page_of(held, "redirect"), follow=True)
    assert "forward it instead" in body(answer)


def test_what_is_not_kept_as_it_came_is_answered_all_the_same(console: Client, question):
    RawMessage.objects.update(purged_at=timezone.now(), compressed=b"")
    assert "forward it instead" in body(console.get(page_of(question, "redirect"), follow=True))
    assert "originals" not in begun(console, page_of(question, "forward"))
    press(console, question, "reply")
    assert recipients() == {"chris@customers.test": "to"}


def test_a_rule_that_comes_later_holds_a_saved_redirect(console: Client, question):
    press(console, question, "redirect", to="boss@lab.test", do="save")
    facts = {"department_id": question.department_id, "alias": question.alias}
    BlockedAttachment.objects.create(**facts, activity=question, path="2", size=1)
    answer = console.post(kept_page(), begun(console, kept_page()))
    assert "forward it instead" in body(answer)
    assert not Activity.objects.filter(direction=Direction.OUTBOUND).exists()


@pytest.mark.parametrize(("inbound", "outbound"), [(True, False), (False, True)])
def test_what_is_masked_is_not_redirected(console: Client, root, alias, inbound, outbound):
    MaskingPattern.objects.create(
        partition=root.partition,
        name="Zoo",
        expression="okapi",
        inbound=inbound,
        outbound=outbound,
    )
    mail = receive(alias, message("The okapi"))
    page = body(console.get(page_of(mail, "redirect"), follow=True))
    assert "masking pattern" in page
