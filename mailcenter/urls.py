"""The addresses of the console."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from mailcenter import help

admin.site.index_title = "Dashboard"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("console/help/<slug:topic>/", help.page, name="help"),
    path("console/", admin.site.urls),
]

if settings.DEMO:
    from mailcenter.demo import customer

    urlpatterns.insert(1, path("console/customer/", customer.page, name="demo-customer"))
