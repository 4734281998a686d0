"""The pages of the organisation as a browser shows them and sends them back."""

from django.forms import BoundField, MultiWidget
from django.test import Client

from tests.mailcenter.people import errors

CONSOLE = "/console/departments"
SECRET = "quagga-8f2c"
SERVER = {
    "outgoing_protocol": "esmtp",
    "outgoing_host": "relay.lab.test",
    "outgoing_user": "system",
    "outgoing_secret": SECRET,
    "outgoing_secret_again": SECRET,
}


def change(row) -> str:
    return f"/console/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


def history(row, version: int | None = None) -> str:
    tail = f"{version}/" if version else ""
    return change(row).replace("/change/", f"/history/{tail}")


def as_shown(client: Client, url: str, **changed: object) -> dict[str, object]:
    """Every field as the page shows it, with what is ``changed``; None unticks or empties."""
    context = client.get(url).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    values: dict[str, object] = {}
    for form in forms:
        for name in form.fields:
            values |= sent(form[name])
    values = {name: one for name, one in values.items() if one is not False}
    return {name: one for name, one in (values | changed).items() if one is not None}


def sent(bound: BoundField) -> dict[str, object]:
    """What the browser sends of one field."""
    value, widget = bound.value(), bound.field.widget
    if isinstance(widget, MultiWidget):
        parts = widget.decompress(value)
        return {f"{bound.html_name}_{at}": part for at, part in enumerate(parts)}
    return {bound.html_name: "on" if value is True else value}


def save(client: Client, row, **changed: object) -> dict[str, str]:
    """Saves the page of ``row`` and returns the errors by field."""
    found = errors(client.post(change(row), as_shown(client, change(row), **changed)))
    row.refresh_from_db()
    return found
