"""Registers the system checks."""

from django.apps import AppConfig


class MailcenterConfig(AppConfig):
    name = "mailcenter"

    def ready(self) -> None:
        from mailcenter import checks  # noqa: F401  # importing registers them
