"""What the steps of composing are given beside the draft."""

from dataclasses import dataclass

from departments.models import Format
from departments.servers import Encoding


@dataclass(frozen=True, slots=True)
class OptOut:
    """``url`` still has its placeholders {recipient} and {alias}."""

    content: str
    link_text: str
    url: str
    one_click: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """Those of the alias and its partition; ``reader`` is the one whom this copy is for, or ''."""

    alias: str
    format: Format = Format.TEXT
    encoding: Encoding = Encoding.ENCODED
    opt_out: OptOut | None = None
    reader: str = ""
