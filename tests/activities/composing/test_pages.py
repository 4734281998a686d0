"""The page of a mail of ours tells how it was composed, and shows what training kept."""

import pytest

from activities.queueing import Draft, queue

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def console(client, administrator):
    client.force_login(administrator)
    return client


def test_what_the_steps_noted_stands_on_the_page(console, make_alias) -> None:
    mail = queue(Draft("Hi", "x", ["anna@x.test"]), make_alias(automatic_bcc="archive@lab.test"))
    page = console.get(f"/console/activities/activity/{mail.pk}/change/").text
    assert "archive@lab.test gets a blind copy." in page
    assert "Kept in training" not in page


def test_a_copy_that_training_kept_is_shown_as_text_and_handed_out_as_a_file(
    console, make_alias
) -> None:
    alias = make_alias()
    alias.department.partition.training = True
    alias.department.partition.save()
    mail = queue(Draft("Hi", SCRIPT, ["anna@x.test"]), alias)
    page = console.get(f"/console/activities/activity/{mail.pk}/change/").text
    assert "Kept in training" in page
    assert SCRIPT not in page
    url = f"/console/activities/activity/{mail.pk}/kept/1/"
    answer = console.get(url)
    assert b"".join(answer.streaming_content) == bytes(mail.kept_copies.get().content)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert console.get(url.replace("/1/", "/2/")).status_code == 404
