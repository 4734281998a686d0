"""Brings the phrases of the data file into the database, each once; a deleted one stays deleted."""

from typing import Any

from django.db import connections, transaction
from simple_history.utils import bulk_create_with_history

from exceptions.predefined import predefined


def load(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """Called after migrations; does nothing where the tables are not there (yet)."""
    from exceptions.models import DeliveryException, Provided

    if Provided._meta.db_table not in connections[using].introspection.table_names():
        return
    known = set(Provided.objects.using(using).values_list("type", "phrase"))
    new = [one for one in predefined() if (one.type, one.text) not in known]
    if not new:
        return
    there = set(DeliveryException.objects.filter(department=None).values_list("type", "phrase"))
    rows = [
        DeliveryException(name=one.text, type=one.type, phrase=one.text, failure=one.failure)
        for one in new
        if (one.type, one.text) not in there
    ]
    with transaction.atomic(using):
        Provided.objects.bulk_create(Provided(type=one.type, phrase=one.text) for one in new)
        bulk_create_with_history(rows, DeliveryException)
