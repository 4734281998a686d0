"""What the bare loop reads of a message: as much as a row of ours has, or it would be no limit."""

import pytest

from bench import bare_loop, mail


@pytest.fixture(scope="module")
def rows() -> list[tuple[bytes, list[str], list[str], str]]:
    return [bare_loop.parsed(one) for one in mail.incoming(100, receiver="box@lab.test")]


def test_headers_are_decoded(rows) -> None:
    subjects = {headers[2] for _, headers, _, _ in rows}
    assert {"Schöne Grüße", "Where is my parcel?"} <= subjects


def test_every_message_has_its_text(rows) -> None:
    assert all("parcel" in body or len(body) > 100 for _, _, _, body in rows)


def test_files_are_named_and_not_decoded(rows) -> None:
    assert [files for _, _, files, _ in rows if files] == [["documents.pdf"]] * 8
