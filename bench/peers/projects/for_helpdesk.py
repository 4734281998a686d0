"""django-helpdesk: its command `get_email` makes a ticket of each message, attachments become files."""

from typing import Any

from django.core.management import call_command

APPS = ("auth", "contenttypes", "sessions", "messages", "sites", "admin", "humanize")


def settings(values: dict[str, Any]) -> dict[str, Any]:
    apps = [f"django.contrib.{name}" for name in APPS]
    return {
        "INSTALLED_APPS": [*apps, "rest_framework", "helpdesk"],
        "SITE_ID": 1,
        "ROOT_URLCONF": "helpdesk_urls",
        # teams would need three more packages
        "HELPDESK_TEAMS_MODE_ENABLED": False,
    }


def prepare(values: dict[str, Any]) -> None:
    from helpdesk.models import EmailTemplate, Queue

    # without a template it answers nobody, as the product does here
    EmailTemplate.objects.all().delete()
    Queue.objects.create(
        title="Bench",
        slug="bench",
        email_address=values["user"],
        allow_email_submission=True,
        email_box_type=values["protocol"],
        email_box_host=values["server"],
        email_box_port=values["server_port"],
        email_box_user=values["user"],
        email_box_pass=values["password"],
    )


def work(values: dict[str, Any]) -> None:
    call_command("get_email")


def found() -> dict[str, int]:
    from helpdesk.models import FollowUp, Ticket

    return {
        "tickets": Ticket.objects.exclude(description="").count(),
        "messages": FollowUp.objects.exclude(message_id="").count(),
    }
