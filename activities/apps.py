"""The room of activities."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save


class ActivitiesConfig(AppConfig):
    name = "activities"
    verbose_name = "Mail"

    def ready(self) -> None:
        from activities.queues import making
        from activities.reading import search

        uid = "activities.reading.search"
        post_migrate.connect(search.make_index, sender=self, dispatch_uid=uid)
        # Departments are made below this room, and know nothing of queues.
        uid = "activities.queues.making"
        post_save.connect(making.on_new, sender="departments.Department", dispatch_uid=uid)
