"""The choice of an authentication method: those that cannot be used are shown with the reason."""

from typing import Any

from unfold.widgets import UnfoldAdminSelectWidget

from wire.endpoints import Protocol
from wire.sasl.choice import available, methods_of
from wire.sasl.method import Method

_ONLY_POP3 = frozenset(methods_of(Protocol.POP3)) - frozenset(methods_of(Protocol.IMAP))


class MethodSelect(UnfoldAdminSelectWidget):
    """``data-only`` names the one protocol that has a method; the page hides it elsewhere."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        method = Method(str(value))
        if available(method) and not option["selected"]:
            option["attrs"]["disabled"] = True
        if method in _ONLY_POP3:
            option["attrs"]["data-only"] = Protocol.POP3.value
        return option


def needs_password(method: str) -> bool:
    """Kerberos may sign in with the ticket of the machine instead."""
    return Method(method) is not Method.GSSAPI
