"""The table of measurements has all that is compared; nothing runs here."""

import pytest

from bench.bars import LIMITS, RATIOS
from bench.catalogue import measurements
from bench.measurements import Measurement
from bench.servers import Servers

# Figures of measurements that bear other names.
INSIDE = {"twenty_alone", "twenty_beside_5000"}


@pytest.fixture(scope="module")
def found() -> dict[str, Measurement]:
    nobody = Servers(*[None] * 5)  # type: ignore[arg-type]
    return measurements(nobody, None)  # type: ignore[arg-type]


def test_both_sides_of_every_ratio_are_measured(found) -> None:
    compared = {name for one in RATIOS.values() for name in (one.ours, one.other)}
    assert compared - INSIDE <= set(found)


def test_whatever_is_not_ours_may_be_missing(found) -> None:
    others = ("mbsync", "fetchmail", "getmail6", "post_office", "mailer", "mailbox", "helpdesk")
    foreign = {name for name in found if any(one in name for one in others)}
    assert all(found[name].foreign for name in foreign - {"two_workers"})
    assert len(foreign) >= 16
    assert not any(found[name].foreign for name in ("imap", "pop3", "send_small", "send_large"))


def test_ours_moves_as_much_as_its_ratio_promises(found) -> None:
    ours = {one.ours for one in RATIOS.values()} - INSIDE - {"send_large"}
    assert {found[name].share for name in ours} == {1.0}
    assert all(name.startswith(("poll", "imap", "tick", "watch")) for name in LIMITS)
