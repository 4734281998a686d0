"""How often an address of the network came to a public page of late: rows, so that all processes count."""

from datetime import datetime, timedelta

from django.db import models

# A person opens such a page once or twice; more is a program that tries links.
MOST = 30
WITHIN = timedelta(minutes=1)


class Visit(models.Model):
    """One visit; gone as soon as it counts no more."""

    ip = models.GenericIPAddressField()
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=("ip", "at"), name="visits_of_an_address"),)

    def __str__(self) -> str:
        return f"visit at {self.at}"


def too_many(ip: str | None, now: datetime) -> bool:
    """Notes a visit, unless there were too many within the last minute."""
    address = ip or "0.0.0.0"  # noqa: S104  # nobody's address: all who have none are counted as one
    recent = Visit.objects.filter(ip=address, at__gt=now - WITHIN)
    if recent.count() >= MOST:
        return True
    Visit.objects.filter(at__lte=now - WITHIN).delete()
    Visit.objects.create(ip=address, at=now)
    return False
