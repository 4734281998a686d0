"""What tests of the writing desk share: addresses of its pages, and the form as a browser sends it."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from activities.models import Activity, Direction, UnsentMail

LIST = "/console/activities/activity/"
WRITE = f"{LIST}write/"
UNSENT = f"{LIST}unsent/"


def page_of(activity: Activity, word: str) -> str:
    return f"{LIST}{activity.pk}/{word}/"


def begun(client: Client, url: str, **changed: object) -> dict[str, object]:
    """The form as the page starts it, with what is ``changed``."""
    context = client.get(url).context
    form = context["form"]
    values = {one.name: one.value() for one in form if one.value() is not None}
    return values | {"mail": str(context["mail"].pk)} | changed


def upload(name: str, content: bytes = b"words", kind: str = "text/plain") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def kept() -> UnsentMail:
    return UnsentMail.objects.get()


def kept_page(tail: str = "") -> str:
    return f"{UNSENT}{kept().pk}/{tail}"


def sent() -> Activity:
    return Activity.objects.get(direction=Direction.OUTBOUND)
