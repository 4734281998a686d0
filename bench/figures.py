"""From figures to what is reported: medians, ratios beside their bars, the results file, the table."""

from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any

from bench.bars import LIMITS, RATIOS, Ratio
from bench.measurements import Figure, Figures

_KEYS = {True: "at_least", False: "at_most"}
_SIGNS = {"at_least": "≥", "at_most": "≤"}


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
            median_ = found[name]["median"]
            holds = median_ >= limit.bar if limit.over else median_ <= limit.bar
            bars[name] = {_KEYS[limit.over]: round(limit.bar), "holds": holds}
    return bars


def table(found: Mapping[str, Any]) -> str:
    """The results for people."""
    lines = [f"{name:12}{value}" for name, value in found.get("machine", {}).items()]
    lines += ["", f"{'figure':36}{'median':>10}{'min':>10}{'max':>10}  {'unit':20}{'messages':>8}"]
    lines += [_figure_line(name, one) for name, one in found["figures"].items()]
    lines += ["", f"{'ratio':36}{'found':>10}{'bar':>10}"]
    lines += [_ratio_line(name, one, found["bars"]) for name, one in found["ratios"].items()]
    lines += _limit_lines(found)
    lines += [f"left out: {name}: {reason}" for name, reason in found["left_out"].items()]
    return "\n".join(lines)


def _figure_line(name: str, figure: Mapping[str, Any]) -> str:
    numbers = (f"{_shown(figure[which]):>10}" for which in ("median", "min", "max"))
    messages = figure["messages"] or ""
    return f"{name:36}{''.join(numbers)}  {figure['unit']:20}{messages:>8}".rstrip()


def _ratio_line(name: str, ratio: float, bars: Mapping[str, Any]) -> str:
    return f"{name:36}{ratio:>10.2f}{_bar(bars.get(name))}"


def _limit_lines(found: Mapping[str, Any]) -> Iterable[str]:
    limits = [name for name in found["bars"] if name not in found["ratios"]]
    if limits:
        yield from ("", f"{'limit':36}{'found':>10}{'bar':>10}")
    for name in limits:
        figure = found["figures"][name]
        yield f"{name:36}{_shown(figure['median']):>10}{_bar(found['bars'][name])}  ({figure['unit']})"


def _bar(bar: Mapping[str, Any] | None) -> str:
    if bar is None:
        return ""
    key = next(iter(bar.keys() & _SIGNS.keys()))
    return f"{_SIGNS[key] + ' ' + str(bar[key]):>10}  {'holds' if bar['holds'] else 'MISSED'}"


def _shown(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"
