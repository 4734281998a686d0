"""The pages of the writing desk: a form for each kind of mail, saved mail, and its preview."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from unfold.admin import ModelAdmin

from activities import outbox
from activities.models import Activity
from activities.writing import keeping, notices, redirecting, shown, starts
from activities.writing.desk import Desk
from activities.writing.kinds import Kind
from activities.writing.unsent import UnsentMail
from aliases.models import Alias

NAME = "activities_activity_"
ANSWERING = {
    "reply": Kind.REPLY,
    "reply-all": Kind.REPLY_ALL,
    "forward": Kind.FORWARD,
    "redirect": Kind.REDIRECT,
}


class WritingPages(ModelAdmin):
    """Goes before ReadOnly on the page of activities, whose ``_visible`` it asks."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        unsent = "unsent/<uuid:mail>/"
        own = [
            path("write/", view(self.write), name=f"{NAME}write"),
            path("write/notices/", view(self.notices), name=f"{NAME}write_notices"),
            *(
                path(
                    f"<int:pk>/{word}/",
                    view(self.write),
                    {"kind": kind},
                    name=f"{NAME}{word.replace('-', '_')}",
                )
                for word, kind in ANSWERING.items()
            ),
            path("unsent/", view(self.unsent), name=f"{NAME}unsent"),
            path("<int:pk>/again/<int:recipient>/", view(self.again), name=f"{NAME}again"),
            path(unsent, view(self.go_on), name=f"{NAME}unsent_mail"),
            path(f"{unsent}preview/", view(self.preview), name=f"{NAME}unsent_preview"),
            path(f"{unsent}html/<int:copy>/", view(self.copy_html), name=f"{NAME}unsent_html"),
        ]
        return own + super().get_urls()  # type: ignore[no-any-return]

    def write(
        self, request: HttpRequest, pk: int | None = None, kind: Kind = Kind.NEW
    ) -> HttpResponse:
        """A new mail, or one that answers the activity ``pk`` or passes it on."""
        self._may_write(request)
        answers = self._visible(request, pk) if pk else None
        if request.method == "POST":
            return self._pressed(request, keeping.begun(request, kind, answers))
        if kind is Kind.REDIRECT and answers and (trouble := redirecting.why_not(answers)):
            messages.error(request, trouble)
            return redirect("admin:activities_activity_change", answers.pk)
        mail = UnsentMail(pk=uuid4(), kind=kind, answers=answers)
        desk = Desk(mail, request.user, initial=starts.start(kind, answers))
        return self._form(request, desk)

    def notices(self, request: HttpRequest) -> HttpResponse:
        """What is to be said of mail by the alias that was just chosen in the form."""
        self._may_write(request)
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        chosen = request.GET.get("alias", "").partition(":")[0]
        aliases = (
            Alias.objects.visible_to(request.user).filter(pk=int(chosen))
            if chosen.isdecimal()
            else []
        )
        found = [words for one in aliases for words in notices.of_alias(one, timezone.now())]
        return render(request, "activities/write_notices.html", {"notices": found})

    def unsent(self, request: HttpRequest) -> HttpResponse:
        """What the person began and did not send."""
        self._may_write(request)
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        mails = UnsentMail.objects.of(request.user).open().select_related("answers")
        return self._page(request, "unsent", {"mails": mails[:200], "title": "Not sent yet"})

    def go_on(self, request: HttpRequest, mail: UUID) -> HttpResponse:
        """A saved mail, to go on with."""
        found = self._mine(request, mail)
        if request.method == "POST":
            return self._pressed(request, found)
        if found.sent_as is not None:
            return self._sent(request, found.sent_as, again=True)
        return self._form(request, Desk(found, request.user, initial=found.values))

    def preview(self, request: HttpRequest, mail: UUID) -> HttpResponse:
        """Each copy as it would leave, with what each step did; nothing is sent."""
        found = self._mine(request, mail)
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        desk = Desk(found, request.user, data=found.values)
        if not desk.valid():
            return redirect("admin:activities_activity_unsent_mail", found.pk)
        desk.in_doubt()
        context = desk.context() | {"title": "Preview", "preview": shown.preview(desk)}
        return self._page(request, "preview", context)

    def copy_html(self, request: HttpRequest, mail: UUID, copy: int) -> HttpResponse:
        """The HTML of one copy, for the sandboxed frame of the preview."""
        found = self._mine(request, mail)
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        return shown.framed(request, Desk(found, request.user, data=found.values), copy)

    def again(self, request: HttpRequest, pk: int, recipient: int) -> HttpResponse:
        """One recipient once more, from the page of its mail."""
        self._may_write(request)
        activity = self._visible(request, pk)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if outbox.send_again(activity.recipients.filter(pk=recipient), timezone.now()):
            messages.success(request, "It is sent again: its fate is shown below.")
        else:
            messages.warning(request, "It was not sent again: it is on its way, or at its end.")
        return redirect("admin:activities_activity_change", activity.pk)

    def _pressed(self, request: HttpRequest, mail: UnsentMail) -> HttpResponse:
        """A button of the form: all of them keep what was typed first."""
        if mail.sent_as is not None:
            return self._sent(request, mail.sent_as, again=True)
        what = "save" if "remove" in request.POST else request.POST.get("do", "send")
        if what == "discard":
            mail.delete()
            messages.success(request, "It was thrown away.")
            return redirect("admin:activities_activity_unsent")
        # From the preview nothing comes but the button: the mail is as it was kept.
        kept = "as_kept" in request.POST
        if not kept:
            keeping.save(mail, request.POST)
        desk = Desk(mail, request.user, data=mail.values if kept else request.POST)
        desk.confirmed = request.POST.get("anyway", "")
        for trouble in desk.take(request.FILES.getlist("upload")):
            messages.error(request, trouble)
            what = "save"
        if what in ("save", "attach"):
            return redirect("admin:activities_activity_unsent_mail", mail.pk)
        if not desk.valid():
            return self._form(request, desk)
        if what == "preview":
            return redirect("admin:activities_activity_unsent_preview", mail.pk)
        if desk.in_doubt():
            return self._form(request, desk)
        return self._sent(request, desk.send())

    def _sent(
        self, request: HttpRequest, activity: Activity, *, again: bool = False
    ) -> HttpResponse:
        words = "It was in the outbox already." if again else "The mail is in the outbox."
        messages.success(request, f"{words} Its fate is shown below.")
        return redirect("admin:activities_activity_change", activity.pk)

    def _form(self, request: HttpRequest, desk: Desk) -> HttpResponse:
        return self._page(request, "write", desk.context())

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        common = {**self.admin_site.each_context(request), "opts": self.opts}
        return render(request, f"activities/{name}.html", common | context)

    def _mine(self, request: HttpRequest, pk: UUID) -> UnsentMail:
        """The person's own, and only while they may see what it answers."""
        self._may_write(request)
        mail = keeping.mine(request.user, pk)
        if mail.answers_id:
            self._visible(request, mail.answers_id)
        return mail

    def _may_write(self, request: HttpRequest) -> None:
        if not request.user.has_perm("activities.send_mail"):
            raise PermissionDenied

    def _visible(self, request: HttpRequest, pk: int) -> Activity:
        raise NotImplementedError
