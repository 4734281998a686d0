"""Directory servers that fail again and again: mail goes on, but new people stay without their facts."""

from collections.abc import Iterator
from datetime import datetime

from aliases.incidents.models import Kind
from aliases.incidents.opening import Trouble
from contacts.models import Directory

# One failure is not told: it may be a restart.
FAILURES = 2


def find(now: datetime) -> Iterator[Trouble]:
    for one in Directory.objects.down().filter(failures__gte=FAILURES):
        yield Trouble(
            Kind.DIRECTORY,
            one.name,
            f"The directory server {one.name} cannot be asked. {one.problem}",
            remedy="Mail comes in as always; new contacts are completed once it answers again. Test it on its page.",
            department_id=one.department_id,
            mark=f"directory {one.pk}",
        )
