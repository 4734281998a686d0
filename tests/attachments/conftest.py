"""A department that blocks programs, and mail with one in it."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest

from attachments.models import BlockedExtension
from departments.models import Department
from tests.attachments.samples import PROGRAM


@pytest.fixture
def sales(root: Department) -> Department:
    found = Department.objects.create(partition=root.partition, parent=root, name="Sales")
    BlockedExtension.objects.create(department=found, name="Programs", extension="exe")
    return found


@pytest.fixture
def mail() -> Callable[..., bytes]:
    """A message with the files that are given by name."""

    def make(**files: bytes) -> bytes:
        message = EmailMessage()
        message["From"], message["To"] = "chris@customers.test", "support@lab.test"
        message["Subject"] = "With files"
        message.set_content("Hello")
        for word, content in (files or {"setup_exe": PROGRAM, "notes_txt": b"notes"}).items():
            facts = {"maintype": "application", "subtype": "x", "filename": word.replace("_", ".")}
            message.add_attachment(content, **facts)
        return message.as_bytes()

    return make
