"""Finding and saving what a person is writing: theirs alone, under the id that its form carries."""

from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, QueryDict

from activities.models import Activity
from activities.writing.kinds import Kind
from activities.writing.unsent import UnsentFile, UnsentMail

FIELDS = ("alias", "to", "cc", "bcc", "subject", "text")
# Longer than any form takes; what is longer still was not typed.
LONGEST = 1_100_000


def mine(user: Any, pk: UUID) -> UnsentMail:
    """Raises Http404 for what is somebody else's, or not there."""
    found = UnsentMail.objects.of(user).select_related("answers", "sent_as").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def begun(request: HttpRequest, kind: Kind, answers: Activity | None) -> UnsentMail:
    """The mail whose form was sent, made at its first sending. Raises Http404 for another's id."""
    pk, owner = _id(request.POST.get("mail", "")), int(request.user.pk or 0)
    known = UnsentMail.objects.filter(pk=pk).first()
    if known is None:
        try:
            with transaction.atomic():
                return UnsentMail.objects.create(pk=pk, owner_id=owner, kind=kind, answers=answers)
        except IntegrityError:
            # The same form was sent twice at the same moment.
            known = UnsentMail.objects.get(pk=pk)
    if (known.owner_id, known.kind, known.answers) != (owner, kind, answers):
        raise Http404
    return known


def save(mail: UnsentMail, data: QueryDict) -> None:
    """Keeps the fields as they were typed, right or wrong, and takes out the file of `remove`."""
    values: dict[str, Any] = {name: data.get(name, "")[:LONGEST] for name in FIELDS}
    values["originals"] = data.getlist("originals")[:1000]
    mail.values = values
    mail.save(update_fields=["values", "changed_at"])
    removed = str(data.get("remove", ""))
    if removed.isdecimal():
        UnsentFile.objects.filter(mail=mail, pk=int(removed)).delete()


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
