"""The room of partitions, departments and people who log in."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class DepartmentsConfig(AppConfig):
    name = "departments"
    verbose_name = "Organisation"

    def ready(self) -> None:
        from departments import roles, written_once

        post_migrate.connect(roles.make_groups, dispatch_uid="departments.roles")
        # Once for all apps: the signals of all of them come after the last migration.
        uid = "departments.written_once"
        pre_migrate.connect(written_once.unprotect, sender=self, dispatch_uid=uid)
        post_migrate.connect(written_once.protect, sender=self, dispatch_uid=uid)
