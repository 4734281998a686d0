"""The watchdog's tests borrow an application and an account."""

from tests.accounts.conftest import account, application

__all__ = ["account", "application"]
