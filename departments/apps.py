"""The room of partitions, departments and people who log in."""

from django.apps import AppConfig


class DepartmentsConfig(AppConfig):
    name = "departments"
    verbose_name = "Organisation"
