"""From figures to ratios, bars and the table; pure."""

from bench.bars import LIMITS, RATIOS
from bench.figures import results, table
from bench.measurements import RATE, Figure, Figures, Measurement, rate


def of_all(number: float = 100.0) -> Figures:
    """Every figure that a ratio or a limit asks for, the same in three rounds."""
    names = {name for one in RATIOS.values() for name in (one.ours, one.other)}
    names |= set(LIMITS)
    return {name: Figure(RATE, [number] * 3, messages=2000) for name in names}


def test_a_ratio_is_the_median_of_the_rounds_own_ratios() -> None:
    figures = of_all()
    figures["imap"].numbers = [10.0, 20.0, 90.0]
    assert results(figures)["ratios"]["imap_vs_bare_fetch"] == 0.2


def test_a_round_that_one_side_missed_is_left_out_of_the_ratio() -> None:
    figures = of_all()
    figures["imap"].numbers = [50.0]
    assert results(figures)["ratios"]["imap_vs_mbsync"] == 0.5


def test_a_ratio_needs_both_sides() -> None:
    figures = of_all()
    del figures["imap_mbsync"]
    assert "imap_vs_mbsync" not in results(figures)["ratios"]


def test_a_figure_has_its_median_and_its_spread_with_its_unit() -> None:
    found = results({"watch_delay": Figure("s", [0.3, 0.1, 0.2])})["figures"]["watch_delay"]
    assert found == {
        "unit": "s",
        "median": 0.2,
        "min": 0.1,
        "max": 0.3,
        "numbers": 3,
        "messages": 0,
    }


def test_a_ratio_at_its_bar_holds_and_one_below_does_not() -> None:
    figures = of_all()
    assert results(figures)["bars"]["imap_vs_mbsync"] == {"at_least": 1.0, "holds": True}
    figures["imap"].numbers = [99.0] * 3
    assert results(figures)["bars"]["imap_vs_mbsync"] == {"at_least": 1.0, "holds": False}


def test_a_limit_at_its_bar_holds_and_one_above_does_not() -> None:
    bars = results({"watch_delay": Figure("s", [1.0])})["bars"]
    assert bars == {"watch_delay": {"at_most": 1, "holds": True}}
    bars = results({"watch_delay": Figure("s", [1.1])})["bars"]
    assert bars == {"watch_delay": {"at_most": 1, "holds": False}}


def test_a_limit_may_be_the_least() -> None:
    bars = results({"polls_by_two_workers": Figure("polls/s", [166.0])})["bars"]
    assert bars == {"polls_by_two_workers": {"at_least": 167, "holds": False}}


def test_the_table_names_every_figure_and_what_was_missed_and_left_out() -> None:
    found = {"machine": {"cores": "2"}} | results(of_all(), {"imap_getmail6": "not installed"})
    lines = table(found).splitlines()
    assert {line.split()[0] for line in lines if line} >= {*RATIOS, *LIMITS, "imap", "cores"}
    assert [line.split()[-1] for line in lines if line.startswith("imap_vs_mbsync ")] == ["holds"]
    assert any("imap_vs_getmail6" in line and "MISSED" in line for line in lines)
    assert lines[-1] == "left out: imap_getmail6: not installed"


def test_a_rate_is_messages_by_seconds_and_says_how_many() -> None:
    (measurement,) = rate("imap", lambda count: count / 50, share=0.1).values()
    count = measurement.messages(2000)
    assert measurement.run(count) == {"imap": Figure(RATE, [50.0], messages=200)}


def test_no_share_is_so_small_that_nothing_is_moved() -> None:
    assert Measurement(lambda count: {}, share=0.01).messages(10) == 1
