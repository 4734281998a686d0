"""The ready-made groups and what each may do (OR-2); made anew from this table at each migration."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet

MODELS = (
    "departments.partition",
    "departments.department",
    "departments.maskingpattern",
    "departments.team",
    "departments.user",
    "departments.membership",
    "accounts.oauthapplication",
    "accounts.emailaccount",
    "aliases.alias",
    "aliases.serviceinstance",
    "aliases.job",
    "workers.node",
    "activities.activity",
    "activities.recipient",
    "activities.hook",
    "activities.hookevent",
    "activities.failedmessage",
    "activities.exceptionactivity",
    "activities.workflow",
    "activities.acknowledgementtext",
    "activities.queue",
    "activities.queuedactivity",
    "activities.case",
    "activities.casetemplate",
    "activities.prioritymatrix",
    "exceptions.deliveryexception",
    "exceptions.suppression",
    "exceptions.optout",
    "aliases.incident",
    "aliases.monitor",
    "aliases.maintenance",
    "attachments.blockedextension",
    "attachments.departmentsettings",
    "attachments.partitionrule",
    "attachments.blockedattachment",
    "contacts.person",
    "contacts.personaddress",
    "contacts.directory",
)
# Everything there is on these; the rest is looked at.
DEPARTMENTS_OWN = (
    "activities.workflow",
    "activities.acknowledgementtext",
    "departments.team",
    "departments.user",
    "departments.membership",
    "accounts.emailaccount",
    "aliases.alias",
    "activities.queue",
    "activities.casetemplate",
    "exceptions.deliveryexception",
    "exceptions.suppression",
    "exceptions.optout",
    "aliases.monitor",
    "aliases.maintenance",
    "activities.hook",
    "attachments.blockedextension",
    "attachments.departmentsettings",
    "contacts.person",
    "contacts.personaddress",
    "contacts.directory",
)
VERBS = ("view", "add", "change", "delete")


def may(verbs: tuple[str, ...], models: tuple[str, ...]) -> set[str]:
    """Permissions as ``app.verb_model``."""
    found = set()
    for model in models:
        app, _, name = model.partition(".")
        found |= {f"{app}.{verb}_{name}" for verb in verbs}
    return found


QUARANTINE = {
    "attachments.restore_blocked",
    "attachments.delete_blocked",
    "attachments.download_blocked",
}
EXCEPTIONS = {
    "activities.process_exceptions",
    "exceptions.clear_suppression",
    "exceptions.end_opt_out",
}
PEOPLE = {"contacts.merge_people", "contacts.import_people"}
QUEUES = {
    "activities.work_queue",
    "activities.transfer_activity",
    "activities.change_case",
}
ACTIONS = (
    EXCEPTIONS
    | PEOPLE
    | QUARANTINE
    | QUEUES
    | {
        "exceptions.manage_provided",
        "attachments.restore_infected",
        "departments.manage_security",
        "departments.confirm_installation",
        "aliases.test_alias",
        "aliases.handle_incident",
        "aliases.control_instance",
        "activities.send_mail",
        "activities.manage_sending",
        "activities.thread_cases",
        "activities.show_remote",
        "activities.process_again",
        "activities.discard_failed",
        "activities.download_raw",
    }
)
DAILY = (
    EXCEPTIONS
    | PEOPLE
    | QUARANTINE
    | QUEUES
    | {
        "aliases.test_alias",
        "aliases.handle_incident",
        "aliases.control_instance",
        "activities.send_mail",
        "activities.manage_sending",
        "activities.thread_cases",
        "activities.show_remote",
        "activities.process_again",
        "activities.discard_failed",
        "activities.download_raw",
    }
)
SEEN = may(("view",), MODELS)
# Django knows no other permission for these.
WRITTEN_BY_THE_SYSTEM = may(
    ("add", "change", "delete"), ("attachments.blockedattachment", "activities.hookevent")
)
# Who tested what, from where.
TESTS = {"departments.view_trial"}

ROLES: dict[str, set[str]] = {
    "Administrator": may(VERBS, MODELS) - WRITTEN_BY_THE_SYSTEM | ACTIONS | TESTS,
    "Department administrator": SEEN
    | may(VERBS, DEPARTMENTS_OWN)
    | may(("add", "change"), ("departments.department",))
    | DAILY
    | TESTS,
    "Operator": SEEN - may(("view",), ("departments.user", "departments.membership"))
    | EXCEPTIONS
    | may(("add", "change"), ("aliases.maintenance",))
    | {"aliases.test_alias", "aliases.handle_incident", "aliases.control_instance"}
    | {"activities.process_again", "activities.download_raw", "activities.manage_sending"}
    | {"attachments.restore_blocked", "attachments.delete_blocked"},
    "Agent": may(
        ("view",),
        ("aliases.alias", "departments.team", "activities.activity", "activities.recipient"),
    )
    | may(("view",), ("contacts.person", "contacts.personaddress"))
    | may(
        ("view",), ("activities.exceptionactivity", "exceptions.suppression", "exceptions.optout")
    )
    | may(("view",), ("activities.queue", "activities.queuedactivity", "activities.case"))
    | EXCEPTIONS
    | {"activities.work_queue", "activities.change_case"}
    | {"activities.send_mail", "activities.manage_sending"}
    | {"activities.thread_cases", "activities.show_remote"},
    "Auditor": SEEN | TESTS,
}


def make_groups(sender: Any, **kwargs: Any) -> None:
    """Brings the groups to what the table says; once for all apps, after the last one's migrations."""
    from django.apps import apps

    last = [one for one in apps.get_app_configs() if one.models_module][-1]
    if sender != last:
        return
    known = {
        f"{one.content_type.app_label}.{one.codename}": one.pk
        for one in Permission.objects.select_related("content_type")
    }
    for name, wanted in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set([known[one] for one in sorted(wanted) if one in known])


def has_no_more_rights(person: Any, than: Any) -> bool:
    """Whether everything that ``person`` may do, ``than`` may do as well."""
    if person.is_superuser:
        return False
    # The library leaves out everything while somebody is inactive; they may be activated again.
    groups = Permission.objects.filter(group__user=person)
    direct = Permission.objects.filter(user=person)
    return not (groups | direct).exclude(pk__in=_held_by(than)).exists()


def groups_to_give(user: Any) -> QuerySet[Group]:
    """The groups that ``user`` may put others into: ready-made or their own, with no right they lack."""
    groups = Group.objects.order_by("name")
    if user.is_superuser:
        return groups
    beyond = Permission.objects.exclude(pk__in=_held_by(user))
    known = groups.filter(Q(name__in=ROLES) | Q(pk__in=user.groups.values("pk")))
    return known.exclude(permissions__in=beyond.values("pk"))


def _held_by(user: Any) -> QuerySet[Permission, Any]:
    mine = Permission.objects.filter(group__user=user) | Permission.objects.filter(user=user)
    return mine.values("pk")
