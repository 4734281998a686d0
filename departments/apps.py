"""The room of partitions, departments and people who log in."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DepartmentsConfig(AppConfig):
    name = "departments"
    verbose_name = "Organisation"

    def ready(self) -> None:
        from departments import roles

        post_migrate.connect(roles.make_groups, dispatch_uid="departments.roles")
