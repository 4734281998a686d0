"""The project: settings, Celery, addresses, and what starts it all."""

from mailcenter.celery import app as celery_app

__all__ = ["celery_app"]
