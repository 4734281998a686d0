"""From figures to what is reported: medians, ratios beside their bars, the results file, the table."""

from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any

from bench.bars import LIMITS, RATIOS, Ratio
from bench.measurements import Figure, Figures


def results(figures: Figures, left_out: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What is written to the results file, but for the machine's data.

    A ratio is the median of the rounds' own ratios: noise that lasts a round leaves it alone.
    """
    ratios = {
        name: round(_ratio(one, figures), 4)
        for name, one in RATIOS.items()
        if one.ours in figures and one.other in figures
    }
    found = {name: _spread(one) for name, one in figures.items()}
    return {
        "figures": found,
        "ratios": ratios,
        "bars": _bars(found, ratios),
        "left_out": dict(left_out or {}),
    }


def _ratio(ratio: Ratio, figures: Figures) -> float:
    pairs = zip(figures[ratio.ours].numbers, figures[ratio.other].numbers, strict=False)
    return median(ours / other for ours, other in pairs)


def _spread(figure: Figure) -> dict[str, Any]:
    numbers = {"median": median(figure.numbers), "min": min(figure.numbers)}
    numbers["max"] = max(figure.numbers)
    spread: dict[str, Any] = {"unit": figure.unit}
    spread |= {name: _rounded(number) for name, number in numbers.items()}
    return spread | {"numbers": len(figure.numbers), "messages": figure.messages}


def _rounded(number: float) -> float:
    """To four digits that say something."""
    return float(f"{number:.4g}") if abs(number) < 1000 else round(number)


def _bars(found: Mapping[str, Any], ratios: Mapping[str, float]) -> dict[str, Any]:
    """Each bar that was measured, with whether it holds."""
    bars: dict[str, Any] = {}
    for name, ratio in RATIOS.items():
        if name in ratios and ratio.bar is not None:
            bars[name] = {"at_least": ratio.bar, "holds": ratios[name] >= ratio.bar}
    for name, limit in LIMITS.items():
        if name in found:
            bars[name] = {"at_most": limit.bar, "holds": found[name]["median"] <= limit.bar}
    return bars


def table(found: Mapping[str, Any]) -> str:
    """The results for people."""
    lines = [f"{name:12}{value}" for name, value in found.get("machine", {}).items()]
    lines += ["", f"{'figure':36}{'median':>10}{'min':>10}{'max':>10}  {'unit':20}{'messages':>8}"]
    lines += [_figure_line(name, one) for name, one in found["figures"].items()]
    lines += ["", f"{'ratio':36}{'found':>10}{'bar':>10}"]
    lines += [_bar_line(name, one, found) for name, one in found["ratios"].items()]
    lines += _limit_lines(found)
    lines += [f"left out: {name}: {reason}" for name, reason in found["left_out"].items()]
    return "\n".join(lines)


def _figure_line(name: str, figure: Mapping[str, Any]) -> str:
    numbers = (f"{_shown(figure[which]):>10}" for which in ("median", "min", "max"))
    messages = figure["messages"] or ""
    return f"{name:36}{''.join(numbers)}  {figure['unit']:20}{messages:>8}".rstrip()


def _bar_line(name: str, ratio: float, found: Mapping[str, Any]) -> str:
    bar = found["bars"].get(name)
    if bar is None:
        return f"{name:36}{ratio:>10.2f}"
    return f"{name:36}{ratio:>10.2f}{'≥ ' + str(bar['at_least']):>10}  {_verdict(bar)}"


def _limit_lines(found: Mapping[str, Any]) -> Iterable[str]:
    limits = {name: bar for name, bar in found["bars"].items() if "at_most" in bar}
    if limits:
        yield from ("", f"{'limit':36}{'found':>10}{'bar':>10}")
    for name, bar in limits.items():
        figure = found["figures"][name]
        numbers = f"{_shown(figure['median']):>10}{'≤ ' + str(bar['at_most']):>10}"
        yield f"{name:36}{numbers}  {_verdict(bar)} ({figure['unit']})"


def _verdict(bar: Mapping[str, Any]) -> str:
    return "holds" if bar["holds"] else "MISSED"


def _shown(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"
