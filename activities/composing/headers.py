"""The last step: the fields of the header hold nothing that a field cannot (DI-11)."""

from dataclasses import replace

from activities.composing.values import Copy, Settings


def step(copy: Copy, settings: Settings) -> Copy:
    """Control characters that came with a foreign subject or a name become spaces."""
    was = copy.outgoing
    if (
        was.subject.isprintable()
        and was.sender_name.isprintable()
        and was.reply_to_name.isprintable()
    ):
        return copy
    outgoing = replace(
        was,
        subject=printable(was.subject),
        sender_name=printable(was.sender_name),
        reply_to_name=printable(was.reply_to_name),
    )
    if outgoing == was:
        return copy
    copy = replace(copy, outgoing=outgoing)
    return copy.noted("Headers", "Control characters in the subject or a name became spaces.")


def printable(text: str) -> str:
    return "".join(" " if ord(one) < 32 or ord(one) == 127 else one for one in text)
