"""Who logs a case: every row of the manual's table, with “use linked analyst” on and off (PE-3)."""

import pytest

from contacts.logging_analyst import Logging, Sender, decide

UNKNOWN = None
USER = Sender(is_user=True, is_analyst=False)
ANALYST = Sender(is_user=False, is_analyst=True)
BOTH = Sender(is_user=True, is_analyst=True)
NEITHER = Sender(is_user=False, is_analyst=False)


@pytest.mark.parametrize(
    ("sender", "linked", "by_sender", "becomes_user"),
    [
        (UNKNOWN, True, False, False),
        (UNKNOWN, False, False, False),
        (USER, True, False, False),
        (USER, False, False, False),
        (ANALYST, True, True, True),
        (ANALYST, False, False, True),
        (BOTH, True, True, False),
        (BOTH, False, False, False),
        (NEITHER, True, False, True),
        (NEITHER, False, False, True),
    ],
)
def test_who_logs_the_case(sender: Sender, linked: bool, by_sender: bool, becomes_user: bool):
    assert decide(sender, use_linked_analyst=linked) == Logging(by_sender, becomes_user)
