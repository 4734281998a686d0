"""What of its evidence makes a message a report."""

import pytest

from activities.stages.linking import REPORTS, report_of
from exceptions.facts import Facts, facts_of_words
from wire.bounce import Evidence, Finding


@pytest.mark.parametrize("kind", REPORTS)
def test_whatever_reports_on_mail_is_a_report(kind):
    assert report_of(Facts(Evidence(), Finding(kind, "rule", "where"))) is not None


def test_an_automatic_reply_and_a_message_that_proves_nothing_are_none():
    assert report_of(Facts(Evidence(), Finding("auto_reply", "rule", "where"))) is None
    assert report_of(facts_of_words("Hello", "a@b.test")) is None
