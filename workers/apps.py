"""The room of the workers."""

from django.apps import AppConfig


class WorkersConfig(AppConfig):
    name = "workers"
