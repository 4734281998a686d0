"""What goes over the wire by SMTP and what comes back: values only."""

from dataclasses import dataclass

from wire.errors import Step


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer about one recipient; code 0 where the connection was lost instead.

    ``step`` is the command that it answers: SENDER, RECIPIENT or DATA.
    """

    code: int
    text: str
    step: Step = Step.DATA

    @property
    def positive(self) -> bool:
        return 200 <= self.code < 300

    @property
    def transient(self) -> bool:
        return 400 <= self.code < 500

    @property
    def lost(self) -> bool:
        return self.code == 0

    def __str__(self) -> str:
        return f"{self.code} {self.text}" if self.code else self.text


@dataclass(frozen=True, slots=True)
class Letter:
    """Envelope and content. No reports are asked for where the sender is empty.

    envelope_id: letters and digits that reports repeat (RFC 3461 section 4.4), where servers do that.
    """

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    envelope_id: str = ""
