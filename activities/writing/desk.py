"""One mail on the desk: its form, its files, and what has to be said about them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from activities.models import Activity
from activities.queueing import Draft
from activities.writing import enclosing, notices, redirecting, senders, sending
from activities.writing.forms import EnvelopeForm, form_for
from activities.writing.kinds import Kind
from activities.writing.unsent import UnsentMail
from aliases.models import Alias
from departments.models import Department, Partition


class Desk:
    """``initial`` begins a form, ``data`` is what was sent of one: fields as they were typed."""

    def __init__(
        self,
        mail: UnsentMail,
        user: Any,
        *,
        initial: Mapping[str, Any] | None = None,
        data: QueryDict | Mapping[str, Any] | None = None,
    ) -> None:
        self.mail, self.user = mail, user
        self.stored = not mail._state.adding
        extra: dict[str, Any] = {}
        if mail.kind == Kind.FORWARD and mail.answers:
            extra["offered"] = enclosing.offered(mail.answers)
        # What was never typed starts as the form does; ticks that were taken away stay away.
        known = {name: one for name, one in (initial or {}).items() if one or name == "originals"}
        self.form: EnvelopeForm = form_for(mail.kind)(
            data, choices=senders.for_writing(user, mail.answers), initial=known, **extra
        )
        self.confirmed = ""
        self.doubts: list[str] = []

    def take(self, uploads: Sequence[Any]) -> list[str]:
        """Keeps the files that fit; says why of the others."""
        return enclosing.take(self.mail, uploads, self._limit()) if uploads else []

    def valid(self) -> bool:
        """Whether it can go as it stands; its size is looked at as well."""
        if not self.form.is_valid():
            return False
        for trouble in filter(None, self._troubles()):
            self.form.add_error(None, trouble)
        return self.form.is_valid()

    def _troubles(self) -> Iterator[str]:
        if self.mail.kind == Kind.REDIRECT and self.mail.answers:
            yield redirecting.why_not(self.mail.answers)
        draft = self.draft()
        size = enclosing.size_on_the_way(draft.files, draft.text)
        if size > self._limit() * enclosing.MEGABYTE:
            yield (
                f"The mail would have {size / enclosing.MEGABYTE:.1f} MB on its way, and "
                f"{self._limit()} MB are allowed. Take a file out."
            )

    def draft(self) -> Draft:
        return sending.draft_of(self.mail, self.form)

    @property
    def alias(self) -> Alias:
        """By which a valid form is sent."""
        return self.form.aliases[self.form.sender.alias]

    def in_doubt(self) -> bool:
        """Whether there is anything that has not been confirmed as it stands now."""
        draft = self.draft()
        texts = (draft.subject, draft.text, *(one.name for one in draft.files))
        self.doubts = notices.doubts(
            self.alias,
            self.form.recipients,
            texts=() if self.mail.kind == Kind.REDIRECT else texts,
            files=draft.files,
            now=timezone.now(),
        )
        return self.confirmed != notices.confirmation(self.doubts) and bool(self.doubts)

    def send(self) -> Activity:
        return sending.send(self.mail, self.form, author=self.user)

    def context(self) -> dict[str, Any]:
        """What the templates of the form and of the preview are given."""
        chosen, answers = self.form.chosen, self.mail.answers
        kind = Kind(self.mail.kind).label
        department = chosen.department_id if chosen else None
        files = enclosing.shown(self.mail, department) if self.stored else []
        return {
            "title": f"{kind}: {answers}" if answers else kind,
            "form": self.form,
            "mail": self.mail,
            "stored": self.stored,
            "answers": answers,
            "redirects": self.mail.kind == Kind.REDIRECT,
            "files": files,
            "room": enclosing.room((one.file.size for one in files), self._limit()),
            "notices": notices.of_alias(chosen, timezone.now()) if chosen else [],
            "doubts": self.doubts,
            "confirmation": notices.confirmation(self.doubts),
        }

    def _limit(self) -> int:
        """Megabytes: the partition's of what is answered, else of the chosen alias."""
        chosen = self.form.chosen
        department: Department | None = self.mail.answers.department if self.mail.answers else None
        if chosen:
            department = chosen.department
        if department is not None:
            return department.partition.outgoing_megabytes
        return int(Partition.outgoing_megabytes.field.default)
