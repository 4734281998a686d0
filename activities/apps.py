"""The room of activities."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ActivitiesConfig(AppConfig):
    name = "activities"
    verbose_name = "Mail"

    def ready(self) -> None:
        from activities import columns
        from activities.reading import search

        uid = "activities.reading.search"
        post_migrate.connect(search.make_index, sender=self, dispatch_uid=uid)
        post_migrate.connect(columns.set_storage, sender=self, dispatch_uid="activities.columns")
