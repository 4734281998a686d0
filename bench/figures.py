"""From rates to what is reported: medians, ratios, the results file and the table."""

import os
import platform
from pathlib import Path
from statistics import median
from typing import Any

Rates = dict[str, list[float]]

UNIT = "messages/s"
# ratio: what is measured, and its limit
RATIOS = {
    "imap_vs_bare_fetch": ("imap", "imap_bare_fetch"),
    "pop3_vs_bare_fetch": ("pop3", "pop3_bare_fetch"),
    "send_vs_bare_aiosmtplib": ("send", "send_bare_aiosmtplib"),
    "send_vs_bare_smtplib": ("send", "send_bare_smtplib"),
    "send_vs_ten_aiosmtplib": ("send", "send_ten_aiosmtplib"),
    "send_large_vs_smtp_source": ("send_large", "send_large_smtp_source"),
    "send_of_many_vs_of_few": ("send_of_many", "send_of_few"),
}


def results(rates: Rates, *, messages: int) -> dict[str, Any]:
    """What is written to the results file.

    A ratio is the median of the rounds' own ratios: noise that lasts a round leaves it alone.
    """
    return {
        "machine": _machine(),
        "rounds": len(next(iter(rates.values()))),
        "messages": messages,
        "figures": {name: _spread(some) for name, some in rates.items()},
        "ratios": {
            name: round(median(map(_quotient, rates[ours], rates[bare])), 4)
            for name, (ours, bare) in RATIOS.items()
            if ours in rates and bare in rates
        },
    }


def _spread(rates: list[float]) -> dict[str, Any]:
    numbers = {"median": median(rates), "min": min(rates), "max": max(rates)}
    return {"unit": UNIT} | {name: round(number, 1) for name, number in numbers.items()}


def _quotient(ours: float, bare: float) -> float:
    return ours / bare


def _machine() -> str:
    """Processors, system and Python, in one line."""
    processor = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    system = f"{platform.system()} {platform.release()}"
    return f"{os.cpu_count()} x {processor}, {system}, Python {platform.python_version()}"


def table(found: dict[str, Any]) -> str:
    """The results for people."""
    lines = [f"{'':26}{'median/s':>10}{'min/s':>10}{'max/s':>10}"]
    for name, figure in found["figures"].items():
        numbers = (figure[which] for which in ("median", "min", "max"))
        lines.append(f"{name:26}" + "".join(f"{number:>10,.0f}" for number in numbers))
    lines += ["", *(f"{name:26}{ratio:>10.1%}" for name, ratio in found["ratios"].items())]
    title = f"Rounds: {found['rounds']}; messages in each: {found['messages']}; {found['machine']}"
    return "\n".join([title, "", *lines])
