"""What answers of directory servers mean: the table, row by row."""

import pytest

from wire import causes
from wire.endpoints import Endpoint
from wire.errors import Cause, Step
from wire.ldap_answers import refused

HERE = Endpoint("directory.lab.test", 389)
AD = "80090308: LdapErr: DSID-0C090447, comment: AcceptSecurityContext error, data {}, v4563"
# code, the server's words -> words for people, and the form's field
ANSWERS = [
    (49, AD.format("525"), "no such user", "bind_dn"),
    (49, AD.format("52e"), "password is wrong", "secret"),
    (49, AD.format("530"), "this time of the day", "bind_dn"),
    (49, AD.format("531"), "from this machine", "bind_dn"),
    (49, AD.format("532"), "has expired", "secret"),
    (49, AD.format("533"), "is disabled", "bind_dn"),
    (49, AD.format("701"), "account of this user has expired", "bind_dn"),
    (49, AD.format("773"), "must set a new password", "secret"),
    (49, AD.format("775"), "is locked", "secret"),
    (49, "", "does not accept this user", "secret"),
    (1, "000004DC: LdapErr: a successful bind must be completed", "not signed in", "bind_dn"),
    (1, "", "cannot do this now", ""),
    (2, "", "does not understand", "port"),
    (3, "", "in time", "filter_template"),
    (4, "", "More entries match", "filter_template"),
    (7, "", "simple user and password", "bind_dn"),
    (8, "", "stronger sign-in", "encryption"),
    (10, "", "on another server", "base"),
    (11, "", "over a limit", "filter_template"),
    (12, "", "does not know a part", ""),
    (13, "", "only over an encrypted", "encryption"),
    (16, "", "by an attribute", "filter_template"),
    (18, "", "by an attribute", "filter_template"),
    (32, "", "no entry with the name of the base", "base"),
    (34, "", "cannot read the name", "base"),
    (48, "", "without a password", "bind_dn"),
    (50, "", "may not read", "bind_dn"),
    (51, "", "busy", ""),
    (52, "", "shutting down", ""),
    (53, "", "not willing", "encryption"),
    (54, "", "circles", ""),
    (80, "", "trouble of its own", ""),
    (9999, "odd", "not known here", "bind_dn"),
]


@pytest.mark.parametrize(("code", "words", "meaning", "field"), ANSWERS)
def test_an_answer_has_its_words_and_its_field(code: int, words: str, meaning: str, field: str):
    error = refused({"result": code, "message": words}, Step.AUTHENTICATION, HERE)
    assert meaning in error.why.likely
    assert error.why.field == field or not field
    assert error.why.remedy
    assert error.why.tried == "directory.lab.test:389 (no encryption)"


@pytest.mark.parametrize(
    ("code", "passing"), [(3, True), (51, True), (52, True), (80, True), (49, False), (53, False)]
)
def test_only_what_heals_by_itself_is_passing(code: int, passing: bool):
    error = refused({"result": code, "message": ""}, Step.SEARCH, HERE)
    assert (error.cause is Cause.PASSING) is passing


def test_every_row_of_the_table_has_its_example():
    rows = [one for one in causes.table() if "ldap" in one.kinds]
    told = {
        refused({"result": code, "message": words}, Step.SEARCH, HERE).why.likely
        for code, words, _, _ in ANSWERS
    }
    assert {row.likely for row in rows} == told
