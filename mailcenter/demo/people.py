"""Who takes part in the demo."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoAlias:
    name: str
    protocol: str


CUSTOMER = "customer@example.test"
ALIASES = {
    "support@demo.test": DemoAlias("Support", "imap"),
    "sales@demo.test": DemoAlias("Sales", "pop3"),
}
