"""The whole way through, as in production: beat, two workers, real mail servers, the console."""

import smtplib

import pytest
from django.test import Client

from activities.models import Activity
from tests.servers.ports import wait_until
from tests.servers.valkey import Valkey
from tests.stock import message
from tests.workers.crash_worker import Beat, Workers

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]


class SecondWorkers(Workers):
    name = "second"


class Clock(Beat):
    def ready(self) -> bool:
        return any(self.folder.glob("schedule*"))


@pytest.fixture
def production(server_folder):
    """Beat and two workers with two processes each."""
    folder = server_folder / "production"
    folder.mkdir()
    folder.chmod(0o755)
    with (
        Valkey(folder) as broker,
        Workers(folder / "one", broker),
        SecondWorkers(folder / "two", broker),
        Clock(folder / "three", broker),
    ):
        yield


def test_a_question_comes_in_and_its_answer_goes_out(
    production, make_alias, dovecot, postfix, administrator
) -> None:
    address, customer = dovecot.mailbox(), dovecot.mailbox()
    make_alias(
        address,
        incoming_user=address,
        incoming_port=dovecot.port["imap"],
        outgoing_port=postfix.port["smtp"],
    )
    with smtplib.SMTP(postfix.host, postfix.port["smtp"], timeout=10) as smtp:
        smtp.sendmail(customer, [address], message("Where is it?", From=customer))
    wait_until(Activity.objects.filter(subject="Where is it?").exists, seconds=20)
    question = Activity.objects.get(subject="Where is it?")

    browser = Client()
    browser.force_login(administrator)
    page = f"/console/activities/activity/{question.pk}/reply/"
    form = browser.get(page).context["form"].initial
    browser.post(page, form | {"text": "It comes tomorrow."})

    wait_until(lambda: dovecot.count(customer) == 1, seconds=20)
    answer = dovecot.messages(customer)[0]
    assert f"In-Reply-To: <{question.message_id}>".encode() in answer
    assert b"Subject: Re: Where is it?" in answer
    wait_until(question.case.activities.filter(recipients__state="sent").exists, seconds=10)
