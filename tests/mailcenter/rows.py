"""A department with one row of everything the console shows, and the addresses of its pages."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone

from accounts.models import EmailAccount, Grant, OAuthApplication
from activities import queueing
from activities.models import (
    AcknowledgementText,
    Activity,
    Attachment,
    Attempt,
    Case,
    CaseTag,
    CaseTemplate,
    ExceptionActivity,
    FailedMessage,
    Hook,
    HookEvent,
    KeptCopy,
    OutgoingFile,
    PriorityMatrix,
    Queue,
    QueuedActivity,
    RawMessage,
    Recipient,
    RecipientState,
    UnsentMail,
    Visit,
    Workflow,
)
from activities.raw import compress
from activities.workflows import publishing
from activities.workflows.publishing import By
from aliases.incidents import opening
from aliases.incidents.models import Kind, Maintenance
from aliases.incidents.monitors import Monitor
from aliases.instances import ServiceInstance
from aliases.jobs import Job
from aliases.models import Alias
from aliases.wizard.drafts import AliasDraft
from attachments.models import (
    BlockedAttachment,
    BlockedExtension,
    DepartmentSettings,
    HeldContent,
    PartitionRule,
)
from contacts import merging
from contacts.models import (
    AliasDirectory,
    Directory,
    Merge,
    Person,
    PersonAddress,
    PersonUpload,
)
from departments import trials
from departments.models import Department, MaskingPattern, Team, User
from exceptions.models import DeliveryException, OptOut, Suppression
from tests.activities.bounced import bounce
from tests.mailcenter.people import staff, typed
from tests.stock import message
from workers.models import Heartbeat, Node
from workers.processing import process_stored

OURS = (
    "departments",
    "exceptions",
    "accounts",
    "attachments",
    "contacts",
    "aliases",
    "activities",
    "workers",
    "auth",
)

Rows = dict[type[Model], Model]


def fill(department: Department, make_alias: Any, word: str) -> Rows:
    """One row of everything in ``department``, each with ``word`` in every text."""
    alias = make_alias(
        f"{word}@{word}.test",
        department=department,
        name=f"{word} alias",
        description=word,
        incoming_host=f"{word}.test",
    )
    alias.description += " changed"
    alias.save()
    Job.objects.filter(alias=alias).update(error=f"{word} cannot be reached")
    activity = received(alias, word)
    draft = queueing.Draft(f"{word} out", word, [f"{word}@customers.test"])
    sent = queueing.queue(draft, alias, answers=activity)
    sent.recipients.update(state=RecipientState.FAILED, answer=word)
    recipient = sent.recipients.get()
    Attempt.objects.create(recipient=recipient, number=1, server=f"{word}.test")
    failed = store(alias, from_customer(word), state="failed", reason=f"{word} failed")
    user = staff(f"{word}-clerk", department, may="")
    group = Group.objects.create(name=f"{word} group")
    team = Team.objects.create(department=department, name=f"{word} team", default_alias=alias)
    team.outgoing_aliases.add(alias)
    team.members.add(user)
    # Instances are the partition's and nodes the installation's: no word of the department in them.
    instance = ServiceInstance.objects.create(
        partition=department.partition, direction="retrieve", name=f"Instance {department.pk}"
    )
    now = timezone.now()
    times = {"started_at": now, "seen_at": now}
    node = Node.objects.create(name=f"n{instance.pk}", pid=1, concurrency=1, **times)
    begun = AliasDraft.objects.create(owner=user, values={"name": f"{word} draft"})
    writing = UnsentMail.objects.create(owner=user, values={"subject": f"{word} unsent"})
    tested = trials.note(user, "incoming", about=f"{word} tested", department=department)
    sent.recipients.update(state=RecipientState.SENT)
    back = receive(alias, bounce(sent, f"{word}@customers.test"))
    sent.recipients.update(state=RecipientState.FAILED)
    phrase = DeliveryException.objects.create(
        department=department, name=f"{word} phrase", phrase=f"{word} gone"
    )
    dead = Suppression.objects.get(department=department)
    gone = OptOut.objects.create(department=department, address=f"{word}@out.test")
    told = [*trouble(alias, word), *workflows(alias, word)]
    rows: list[Model] = [tested, *told, alias, activity, recipient, user, group, team, begun]
    rows.append(writing)
    rows += email_account(department, word)
    rows += queues_and_cases(activity, word)
    rows += attachment_rules(department, activity, word)
    rows += people(department, alias, user, word)
    rows += [phrase, dead, gone, ExceptionActivity.objects.get(pk=back.pk)]
    rows += [department, department.partition]
    rows += [instance, alias.jobs.first(), node]
    rows.append(
        MaskingPattern.objects.create(
            partition=department.partition, name=f"{word} pattern", expression=f"{word}-[0-9]+"
        )
    )
    return {type(row): row for row in rows} | {
        FailedMessage: FailedMessage.objects.get(pk=failed.pk)
    }


def queues_and_cases(activity: Activity, word: str) -> list[Model]:
    """A queue with mail in it, a case that says much, its template, and the partition's matrix."""
    department = activity.department
    queue = Queue.objects.create(department=department, name=f"{word} queue", description=word)
    template = CaseTemplate.objects.create(department=department, name=f"{word} case", queue=queue)
    Case.objects.filter(pk=activity.case_id).update(stream=word, queue=queue, template=template)
    CaseTag.objects.create(case=activity.case, word=word)
    Activity.objects.filter(pk=activity.pk).update(queue=queue)
    activity.refresh_from_db()
    matrix, _ = PriorityMatrix.objects.get_or_create(partition=department.partition)
    waiting = QueuedActivity.objects.get(pk=activity.pk)
    # The last line of its history, as a case that is made by mail has none.
    activity.case.save()
    return [queue, template, activity.case, matrix, waiting]


def attachment_rules(department: Department, activity: Activity, word: str) -> list[Model]:
    """Rules of a department and its partition, and an attachment that they held back."""
    extension = BlockedExtension.objects.create(
        department=department, name=word, description=word, extension=word
    )
    settings = DepartmentSettings.objects.create(department=department)
    rule = PartitionRule.objects.create(
        partition=department.partition, extension=word, description=word
    )
    another = receive(activity.alias, from_customer(word))
    facts = {"department": department, "alias": activity.alias, "activity": another}
    facts |= {"path": "1", "name": f"{word}.exe", "size": 1, "rule": word, "why": word}
    return [extension, settings, rule, BlockedAttachment.objects.create(**facts)]


def people(department: Department, alias: Alias, user: Any, word: str) -> list[Model]:
    """Two contacts that were merged, a directory server that the alias asks, and a file."""
    server = Directory.objects.create(
        department=department, name=f"{word} server", host=f"{word}.test", base=f"dc={word}"
    )
    AliasDirectory.objects.create(alias=alias, directory=server, position=1)
    kept, gone = (Person.objects.create(department=department, name=f"{word} {n}") for n in "ab")
    PersonAddress.objects.create(person=kept, address=f"{word}-person@{word}.test")
    merged = merging.merge(kept, gone)
    upload = PersonUpload.objects.create(
        owner=user, department=department, content=f"name,address\n{word},{word}-new@{word}.test"
    )
    return [server, kept, merged, upload]


def workflows(alias: Alias, word: str) -> list[Model]:
    """A workflow that runs, and a text that it may answer with."""
    values = {"department": alias.department, "name": f"{word} answer", "text": word}
    text = AcknowledgementText.objects.create(**values)
    then = [{"kind": "acknowledge", "text": text.name}]
    about = {"kind": "subject", "operator": "is", "value": f"{word} flows"}
    rule = {"name": word, "enabled": True, "exceptions": False, "then": then}
    rule |= {"when": {"kind": "all", "of": [about]}}
    values = {"department": alias.department, "name": f"{word} flow", "draft": [rule]}
    flow = Workflow.objects.create(**values)
    flow.aliases.add(alias)
    publishing.publish(flow, [rule], By(User(username=f"{word} maker"), word))
    return [flow, text]


def trouble(alias: Alias, word: str) -> list[Model]:
    """A monitor, an incident it tells of, and a maintenance window that is open."""
    address = f"{word}@duty.test"
    monitor = Monitor.objects.create(department=alias.department, addresses=address)
    now = timezone.now()
    seen = opening.Trouble(Kind.REFUSED, str(alias), word, alias=alias, direction="retrieve")
    incident = opening.report(seen, now)
    assert incident is not None
    hook = Hook.objects.create(
        department=alias.department, name=f"{word} hook", url=f"https://{word}.test/hook"
    )
    event = HookEvent.objects.create(hook=hook, kind="case.changed", body=word, state="sent")
    window = Maintenance.objects.create(
        partition=alias.department.partition, alias=alias, begins=now, ends=now + timedelta(hours=1)
    )
    return [monitor, incident, window, hook, event]


def email_account(department: Department, word: str) -> list[Model]:
    """The application is the partition's, and named after it: all its departments may choose it."""
    application = OAuthApplication.objects.create(
        partition=department.partition,
        name=f"{department.partition} application {department.pk}",
        description=word,
        provider="generic",
        client_id=word,
        client_secret=word,
        authorization_url=f"https://{word}.test/authorize",
        token_url=f"https://{word}.test/token",
        scopes="mail",
    )
    account = EmailAccount.objects.create(
        department=department,
        name=f"{word} account",
        description=word,
        application=application,
        address=f"{word}-account@{word}.test",
    )
    Grant.objects.filter(pk=account.pk).update(reason=f"{word} refused", identity=word)
    return [application, account]


def store(alias: Alias, content: bytes, **fields: object) -> RawMessage:
    values = {"digest": str(hash(content)), "size": len(content), "compressed": compress(content)}
    return RawMessage.objects.create(alias=alias, **values | fields)


def receive(alias: Alias, content: bytes) -> Activity:
    """Stores and files a message without any server."""
    stored = store(alias, content)
    process_stored(alias)
    return Activity.objects.get(raw=stored)


def from_customer(word: str) -> bytes:
    return message(f"{word} subject", From=f"{word} <{word}@customers.test>")


def received(alias: Alias, word: str) -> Activity:
    activity = receive(alias, from_customer(word))
    facts = {"path": "1", "name": f"{word}.pdf", "content_type": "text/plain", "size": 1}
    Attachment.objects.create(activity=activity, **facts)
    enclose(activity, word)
    return activity


def enclose(activity: Activity, word: str) -> None:
    """A file that was sent with it, one that was not and was restored, and what training kept."""
    facts = {"name": f"{word}.txt", "size": 1}
    OutgoingFile.objects.create(activity=activity, number=1, content=b"x", **facts)
    KeptCopy.objects.create(activity=activity, number=1, recipients=word, content=b"x")
    facts |= {"department": activity.department, "alias": activity.alias, "rule": word}
    facts |= {"direction": "outbound", "state": "restored", "path": "9", "why": word}
    held = BlockedAttachment.objects.create(activity=activity, **facts)
    HeldContent.objects.create(attachment=held, content=b"x")


def values_of(rows: Rows) -> Callable[[type[Model] | None], dict[str, object]]:
    def values_for(model: type[Model] | None) -> dict[str, object]:
        row = rows[model] if model else rows[Alias]
        history = getattr(row, "history", None)
        return {
            "pk": row.pk,
            "id": row.pk,
            "object_id": row.pk,
            "version_id": history.latest().pk if hasattr(history, "latest") else 1,
            "draft": rows[AliasDraft].pk,
            "account": rows[EmailAccount].pk,
            "mail": rows[UnsentMail].pk,
            "copy": 0,
            "recipient": rows[Recipient].pk,
            "topic": "aliases",
            "what": "look-up",
            "upload": rows[PersonUpload].pk,
            "merge": rows[Merge].pk,
            "attachment": Attachment.objects.get(activity=rows[Activity]).pk,
            "number": 1,
            "blocked": BlockedAttachment.objects.get(activity=rows[Activity]).pk,
            "direction": "incoming",
            "content_type_id": ContentType.objects.get_for_model(Alias).pk,
            "app_label": "aliases",
            "token": "2222",
            "url": "nowhere/",
        }

    return values_for


def everything(rows: Rows) -> dict[str, object]:
    """Fields of every form at once, valid for ``rows``."""
    mail = {"alias": rows[Alias].pk, "to": "chris@customers.test", "subject": "x", "text": "x"}
    agreed = {"post": "yes", "action": "delete_selected", "_selected_action": [rows[Alias].pk]}
    agreed |= {"confirmed": "yes", "asked": "yes", "waiting": "cancel"}
    rule = {
        "extension": "gnu",
        "verdict": "block",
        "scan": "both",
        "action": "delete",
        "without_scanner": "hold",
    }
    rule |= {"partition": rows[Department].partition_id, "reason": "x"}
    agreed |= {"rules": "[]", "opened": 0, "do": "publish"}
    agreed |= {"what": "done", "reason": "x", "note": "x", "why": "x", "chosen": rows[Recipient].pk}
    return typed(rows[Department]) | mail | rule | agreed


def database() -> dict[str, list[dict[str, Any]]]:
    """All rows of ours. Two of these are equal where nothing was changed."""
    models = {model for label in OURS for model in apps.get_app_config(label).get_models()}
    # Looking at the first page keeps the watchdog awake; visits of public pages are counted.
    models -= {Heartbeat, Visit}
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models}
