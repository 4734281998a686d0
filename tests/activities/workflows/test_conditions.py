"""Every kind of condition, where it holds and where it does not."""

import pytest

from activities.workflows.conditions.catalogue import CONDITIONS
from tests.activities.workflows.samples import asked, facts, holds, rule, subject

MAIL = (
    b"From: Chris <chris@customers.test>\r\nTo: Support <support@lab.test>\r\n"
    b"Subject: =?utf-8?q?Stra=C3=9Fe?= INVOICE 4711\r\nX-Priority: 1 (Highest)\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain\r\n\r\nPlease pay 30 EUR.\r\n"
    b"--b\r\nContent-Type: application/pdf\r\n"
    b'Content-Disposition: attachment; filename="Bill 7.PDF"\r\n\r\n%PDF-1.4\r\n--b--\r\n'
)
TEXTS = [
    ("subject", "is", "strasse invoice 4711", True),
    ("subject", "is", "invoice", False),
    ("subject", "contains", "ＩＮＶＯＩＣＥ", True),
    ("subject", "contains", "refund", False),
    ("subject", "starts", "STRASSE", True),
    ("subject", "starts", "invoice", False),
    ("subject", "ends", "4711", True),
    ("subject", "ends", "invoice", False),
    ("subject", "matches", r"invoice \d{4}$", True),
    ("subject", "matches", r"^\d", False),
    ("body", "contains", "30 eur", True),
    ("body", "matches", r"\b\d+ eur\b", True),
    ("body", "contains", "pdf", False),
    ("file_name", "ends", ".pdf", True),
    ("file_name", "is", "bill 7.pdf", True),
    ("file_name", "ends", ".exe", False),
    ("file_type", "is", "application/pdf", True),
    ("file_type", "starts", "image/", False),
]


@pytest.mark.parametrize(("kind", "operator", "value", "expected"), TEXTS)
def test_texts_are_compared_without_regard_to_case(kind, operator, value, expected):
    condition = {"kind": kind, "operator": operator, "value": value}
    assert holds(condition, facts(MAIL)) is expected


OTHERS = [
    ({"kind": "header", "name": "x-priority", "operator": "starts", "value": "1"}, True),
    ({"kind": "header", "name": "X-Priority:", "operator": "is", "value": "1"}, False),
    ({"kind": "header", "name": "X-Other", "operator": "matches", "value": ".*"}, False),
    ({"kind": "size", "operator": "over", "kilobytes": 1}, False),
    ({"kind": "size", "operator": "under", "kilobytes": 1}, True),
    ({"kind": "file_count", "operator": "is", "number": 1}, True),
    ({"kind": "file_count", "operator": "over", "number": 0}, True),
    ({"kind": "file_count", "operator": "over", "number": 1}, False),
    ({"kind": "file_count", "operator": "under", "number": 1}, False),
    ({"kind": "subtype", "values": ["ordinary", "permanent"]}, True),
    ({"kind": "subtype", "values": ["possible"]}, False),
    ({"kind": "case", "case": "new"}, True),
    ({"kind": "case", "case": "known"}, False),
]


@pytest.mark.parametrize(("condition", "expected"), OTHERS)
def test_the_others_look_at_what_they_say(condition, expected):
    assert holds(condition, facts(MAIL)) is expected


HIT, MISS = subject("invoice"), subject("refund")
GROUPS = [
    ("all", (HIT, HIT), True),
    ("all", (HIT, MISS), False),
    ("any", (MISS, HIT), True),
    ("any", (MISS, MISS), False),
    ("none", (MISS, MISS), True),
    ("none", (MISS, HIT), False),
]


@pytest.mark.parametrize(("kind", "inside", "expected"), GROUPS)
def test_groups_join_their_conditions(kind, inside, expected):
    assert holds({"kind": kind, "of": list(inside)}, facts(MAIL)) is expected


def test_groups_stand_in_groups():
    inside = {"kind": "any", "of": [MISS, {"kind": "none", "of": [MISS]}]}
    assert holds(inside, facts(MAIL))


def test_an_automatic_reply_has_its_subtype():
    about = facts(Auto_Submitted="auto-replied", Subject="Out of office")
    condition = {"kind": "subtype", "values": ["auto_reply"]}
    assert asked([rule(condition, exceptions=True)], about).trail


def test_every_kind_has_been_tried():
    tried = {kind for kind, *_ in TEXTS} | {one["kind"] for one, _ in OTHERS}
    assert CONDITIONS.keys() == tried | {"all", "any", "none"} | {"from", "to", "cc"}
