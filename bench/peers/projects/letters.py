"""The mail that the projects queue: the same as the product's."""

from collections.abc import Iterator

from bench import mail

SENDER = "support@lab.test"
SUBJECT = "Your order"


def letters(count: int, kilobytes: int) -> Iterator[tuple[str, str]]:
    """Receiver and text of each mail."""
    for number in range(count):
        yield f"customer{number}@customers.test", mail.letter_text(number, kilobytes=kilobytes)
