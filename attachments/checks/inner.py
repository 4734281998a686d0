"""Double extensions: `invoice.exe.pdf`, which some programs and people take for the first."""

from collections.abc import Iterator

from attachments import extensions
from attachments.checks.names import spelled
from attachments.values import Item, Suspect


def suspects(item: Item) -> Iterator[Suspect]:
    for name in item.names:
        for spelling, _ in spelled(name):
            for extension in extensions.inner(spelling):
                yield Suspect(extension, f"its name “{spelling[-80:]}” has an extension inside")
