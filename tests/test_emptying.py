import pytest
from django.contrib.auth.models import Group

from departments.models import Partition, Trial
from departments.trials import note
from exceptions.models import DeliveryException

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_came_since_is_gone_also_what_is_never_deleted_one_by_one(make_alias, django_db_setup):
    make_alias()
    note(None, "incoming", about="left behind")
    django_db_setup.restore()
    assert not Partition.objects.exists()
    assert not Trial.objects.exists()


def test_what_was_changed_or_deleted_is_as_it_was(django_db_setup):
    before = sorted(Group.objects.values_list("name", flat=True))
    phrases = DeliveryException.objects.count()
    Group.objects.filter(name=before[0]).update(name="Renamed")
    DeliveryException.objects.all().delete()
    django_db_setup.restore()
    assert sorted(Group.objects.values_list("name", flat=True)) == before
    assert DeliveryException.objects.count() == phrases > 0
