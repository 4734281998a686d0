"""The room of delivery exceptions."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ExceptionsConfig(AppConfig):
    name = "exceptions"
    verbose_name = "Delivery exceptions"

    def ready(self) -> None:
        from exceptions import loading

        post_migrate.connect(loading.load, sender=self, dispatch_uid="exceptions.phrases")
