"""The addresses of the console."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from activities import opt_out_page
from mailcenter import help, probes
from mailcenter.board import retry, views

admin.site.index_title = "Dashboard"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("console/help/<slug:topic>/", help.page, name="help"),
    path("console/board/", views.page, name="board"),
    path("console/board/retry/<int:pk>/", retry.page, name="board-retry"),
    path("console/", admin.site.urls),
    path("optout/<str:token>/", opt_out_page.page, name="opt-out"),
    path("healthz", probes.healthz, name="healthz"),
    path("readyz", probes.readyz, name="readyz"),
    path("metrics", probes.figures, name="metrics"),
]

if settings.DEMO:
    from mailcenter.demo import customer

    urlpatterns.insert(1, path("console/customer/", customer.page, name="demo-customer"))
