"""Who gets a mail: each address once, however often it is named."""

from dataclasses import replace

from activities.composing.values import Copy, Receiver, Settings


def step(copy: Copy, settings: Settings) -> Copy:
    """To goes before CC, and CC before BCC."""
    once: dict[str, Receiver] = {}
    for one in copy.envelope:
        once.setdefault(one.address.lower(), one)
    doubles = len(copy.envelope) - len(once)
    copy = replace(copy, envelope=tuple(once.values()))
    if not doubles:
        return copy
    return copy.noted("Recipients", f"{doubles} named more than once: each gets one copy.")
