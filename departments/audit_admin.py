"""Who tested what, in the console: to be read and searched, never changed."""

from django.contrib import admin

from departments.models import Trial
from departments.scope import DepartmentFilter, ReadOnly


@admin.register(Trial)
class TrialAdmin(ReadOnly):
    list_display = ("at", "who", "ip", "what", "about", "department", "outcome")
    list_display_links = ("at",)
    list_filter = ("what", DepartmentFilter)
    list_select_related = ("department__partition",)
    search_fields = ("who", "about", "outcome", "ip")
    search_help_text = "Person, what was tested, result or address"
    show_full_result_count = False
    fields = ("at", "who", "ip", "what", "about", "department", "outcome")
