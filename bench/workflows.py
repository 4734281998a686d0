"""Measures what 200 rules of a workflow cost for each message of a folder.

python -m bench.workflows FOLDER
"""

import argparse
import os
import statistics
import time
from pathlib import Path
from typing import Any

RULES = 200


def condition(number: int) -> dict[str, Any]:
    """Of ten kinds in turn, so that nearly none holds and all are asked."""
    kinds: tuple[tuple[str, str, str], ...] = (
        ("subject", "contains", f"invoice {number}"),
        ("from", "domain", f"customer{number}.test"),
        ("to", "is", f"Help Desk {number} [help{number}@lab.test]"),
        ("body", "contains", f"order number {number}"),
        ("subject", "matches", rf"\bref[- ]?{number}\d+\b"),
        ("file_type", "is", f"image/x-{number}"),
        ("body", "matches", rf"contract\s+no\.?\s*{number}\d+"),
        ("subject", "ends", f"refund {number}"),
        ("file_name", "ends", f".x{number}"),
        ("cc", "contains", f"legal{number}@"),
    )
    kind, operator, value = kinds[number % len(kinds)]
    return {"kind": kind, "operator": operator, "value": value}


def rules() -> list[dict[str, Any]]:
    never = {"kind": "none", "of": [{"kind": "size", "operator": "over", "kilobytes": 900_000}]}
    return [
        {
            "name": str(number),
            "enabled": True,
            "exceptions": True,
            "when": {"kind": "all", "of": [never, condition(number)]},
            "then": [{"kind": "tag", "tag": str(number)}],
        }
        for number in range(RULES)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.workflows", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mailcenter.settings")
    import django

    django.setup()
    took = sorted(measured([one for one in folder.rglob("*") if one.is_file()]))
    mean, most = statistics.mean(took), took[-1]
    print(f"{len(took)} messages, {RULES} rules: mean {mean:.2f} ms, ", end="")
    print(f"nine in ten under {took[len(took) * 9 // 10]:.2f} ms, most {most:.2f} ms")


def measured(paths: list[Path]) -> list[float]:
    """Milliseconds of the processor for each message that can be read: facts and decision."""
    from activities.stages.order import take_in
    from activities.workflows.compiling import compiled
    from activities.workflows.deciding import decide
    from activities.workflows.facts import facts_of
    from activities.workflows.values import Origin
    from exceptions.rules import predefined_rules
    from wire.parse import Unparseable

    ready, judged, took = compiled(rules(), Origin(1, "Bench", 1)), predefined_rules("both"), []
    for path in paths:
        raw = path.read_bytes()
        try:
            incoming = take_in(raw, judged)
        except Unparseable:
            continue
        begun = time.process_time()
        decide(facts_of(incoming, len(raw)), ready)
        took.append((time.process_time() - begun) * 1000)
    return took


if __name__ == "__main__":
    main()
