"""OAuth applications and email accounts in the console. No page asks a provider unless told to."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone

from accounts import addresses, columns, pages, sign_in_pages, tabs
from accounts.forms import AccountForm, ApplicationForm
from accounts.guides import guides
from accounts.models import EmailAccount, Grant, OAuthApplication
from departments.history import DepartmentHistory
from departments.models import Department, Partition
from departments.scope import DepartmentFilter, DepartmentScope

REGISTRATION_CHANGED = "The registration at the provider was changed: the old sign-in is void."
ACCOUNT_CHANGED = "The application or the mailbox was changed: the old sign-in is void."
SIGN_IN_ANEW = "What its sign-in was given for has changed: sign in anew below."


@admin.register(OAuthApplication)
class OAuthApplicationAdmin(columns.ApplicationColumns, DepartmentHistory, DepartmentScope):
    """Of a partition: seen by members of its root department."""

    form = ApplicationForm
    list_display = ("name", "partition", "provider", "flow", "accounts", "expires")
    list_select_related = ("partition",)
    list_filter = ("provider", "flow")
    search_fields = ("name", "description", "client_id", "tenant_id")
    search_help_text = "Name, description, client ID or tenant ID"
    fieldsets = tabs.FIELDSETS
    conditional_fields = tabs.CONDITIONS
    compressed_fields = False
    warn_unsaved_form = True
    change_form_after_template = "accounts/application_foot.html"

    class Media:
        js = ("mailcenter/accounts.js", "mailcenter/login_test.js")

    def get_queryset(self, request: HttpRequest) -> QuerySet[OAuthApplication]:
        queryset: QuerySet[OAuthApplication] = super(DepartmentScope, self).get_queryset(request)
        queryset = queryset.annotate(number=Count("email_accounts"))
        if request.user.is_superuser:
            return queryset
        roots = Department.objects.visible_to(request.user).filter(parent=None)
        return queryset.filter(partition__in=roots.values("partition"))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None or self.has_change_permission(request, obj):
            return self.fieldsets
        return tabs.readable()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.verify)
        own = [
            path("verify/", view, name="accounts_oauthapplication_verify_new"),
            path("<int:pk>/verify/", view, name="accounts_oauthapplication_verify"),
        ]
        return [*own, *super().get_urls()]

    def verify(self, request: HttpRequest, pk: int | None = None) -> Any:
        return pages.verify(self, request, pk)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        first: dict[str, Any] = super().get_changeform_initial_data(request)
        mine = admin.site._registry[Partition].get_queryset(request)[:2]
        return first | ({"partition": mine[0].pk} if len(mine) == 1 else {})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        row = self.get_object(request, unquote(object_id)) if object_id else None
        uri = addresses.redirect_uri(request)
        more = {"guides": guides(row, uri), "differing": addresses.differing(request)}
        return super().changeform_view(request, object_id, form_url, more | (extra_context or {}))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A new secret is tried at the next renewal; a new registration makes old tokens void."""
        super().save_model(request, obj, form, change)
        grants = Grant.objects.filter(account__application=obj)
        if form.regranted and (number := grants.end(REGISTRATION_CHANGED, timezone.now())):
            words = f"{number} email accounts of this application must sign in anew."
            messages.warning(request, words)
        grants.try_again()


@admin.register(EmailAccount)
class EmailAccountAdmin(columns.AccountColumns, DepartmentHistory, DepartmentScope):
    form = AccountForm
    list_display = (
        "light",
        "name",
        "address",
        "department",
        "application",
        "server_type",
        "renewed",
        "problem",
    )
    list_display_links = ("name",)
    list_select_related = ("department__partition", "application", "grant")
    list_filter = (DepartmentFilter, "status", "grant__state", "server_type")
    search_fields = ("name", "address", "description")
    search_help_text = "Name, mailbox or description"
    fields = (
        "department",
        "name",
        "description",
        "status",
        "application",
        "server_type",
        "address",
    )
    compressed_fields = False
    warn_unsaved_form = True
    change_form_after_template = "accounts/account_foot.html"

    class Media:
        js = ("mailcenter/accounts.js", "mailcenter/login_test.js")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        name = "accounts_emailaccount"
        own = [
            # Not behind the log-in page: it would write the code into an address of its own.
            path("callback/", self.callback, name=f"{name}_callback"),
            path("<int:pk>/sign-in/", view(self.sign_in), name=f"{name}_sign_in"),
            path("<int:pk>/sign-in/paste/", view(self.paste), name=f"{name}_paste"),
            path("<int:pk>/test/", view(self.test), name=f"{name}_test"),
        ]
        return [*own, *super().get_urls()]

    def callback(self, request: HttpRequest) -> HttpResponse:
        return sign_in_pages.callback(self, request)

    def sign_in(self, request: HttpRequest, pk: int) -> HttpResponse:
        return sign_in_pages.page(self, request, pk)

    def paste(self, request: HttpRequest, pk: int) -> HttpResponse:
        return sign_in_pages.paste(self, request, pk)

    def test(self, request: HttpRequest, pk: int) -> Any:
        return pages.test(self, request, pk)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The applications of one's partitions, though their own pages are for the root's members."""
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "application":
            mine = Department.objects.visible_to(request.user).values("partition")
            field.queryset = OAuthApplication.objects.filter(partition__in=mine)
        return field

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        row = self.get_object(request, unquote(object_id)) if object_id else None
        more = pages.account_facts(row) if row else {}
        return super().changeform_view(request, object_id, form_url, more | (extra_context or {}))

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """A new account is of no use before somebody has signed in, which its page offers."""
        return redirect("admin:accounts_emailaccount_change", obj.pk)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.regranted:
            Grant.objects.filter(pk=obj.pk).end(ACCOUNT_CHANGED, timezone.now())
            messages.warning(request, SIGN_IN_ANEW)
        elif not change and obj.application.by_consent:
            messages.info(request, "The account is saved. Sign in below, so that it gets a token.")
