"""The format of mail that readers have chosen for themselves, where the partition lets them (OR-5)."""

from collections.abc import Collection, Mapping

from contacts.keys import key_of
from contacts.models import PersonAddress
from departments.models import Department, Format


def of(department: Department, addresses: Collection[str]) -> Mapping[str, Format]:
    """The format by address, of those only whose person has one. Where several share an address,
    the first made decides, as for who writes."""
    if not addresses or not department.partition.format_per_person:
        return {}
    keys = {key_of(one) for one in addresses}
    rows = PersonAddress.objects.filter(
        key__in=keys, person__department=department, person__merged_into=None
    ).order_by("-person_id")
    # The first made comes last, and so stands.
    chosen = dict(rows.values_list("key", "person__mail_format"))
    found = {one: chosen.get(key_of(one), "") for one in addresses}
    return {address: Format(value) for address, value in found.items() if value}
