"""Whose case it is: the cases in which other systems went wrong (P34, P35), one by one."""

import pytest

from activities import signing, threading
from activities.signing import Use
from aliases.finding import Rule, Threading
from tests.activities.threads.people import (
    ANN,
    BEN,
    EVE,
    NOW,
    SALES,
    Centre,
    report,
    signed_id,
)

ID_MODES = ["subject-suffix", "subject-prefix", "reply-to", "reply-to-subject"]


def answered(centre: Centre, **more):
    """Ann asked, and was answered."""
    _, asked = centre.came(ANN, message_id="asked@customers.test")
    return centre.sent(asked.case, ANN, message_id="answer@lab.test", **more)


def carrying(centre: Centre, text: str) -> dict:
    """An answer with the ID where the mode has it."""
    if centre.mode.startswith("subject"):
        return {"subject": f"AW: Other words [#{signing.typeable(text)}]"}
    return {"subject": "AW: Other words", "recipients": ((f"support+{text}@lab.test", ""),)}


@pytest.mark.parametrize("mode", ID_MODES)
def test_a_signed_id_finds_the_case_with_headers_stripped_and_subject_edited(mode: str):
    centre = Centre(mode)
    answer = answered(centre)
    decision, _ = centre.came(ANN, **carrying(centre, signed_id(answer)))
    assert (decision.case, decision.parent) == (answer.case, answer.activity)
    assert decision.rule in (Rule.SUBJECT_ID, Rule.REPLY_TO_ID)


def test_the_name_beside_the_address_may_carry_the_id():
    centre = Centre("reply-to")
    answer = answered(centre)
    name = f"Support [#{signing.typeable(signed_id(answer))}]"
    decision, _ = centre.came(ANN, recipients=(("support@lab.test", name),))
    assert (decision.rule, decision.case) == (Rule.REPLY_TO_ID, answer.case)


@pytest.mark.parametrize("mode", Threading.values)
def test_an_edited_subject_with_a_valid_reply_header_joins(mode: str):
    centre = Centre(mode)
    answer = answered(centre)
    decision, _ = centre.came(ANN, "Something else", parents=("answer@lab.test",))
    assert (decision.rule, decision.case) == (Rule.REFERENCE, answer.case)


@pytest.mark.parametrize("mode", ["subject", "reply-to-subject"])
def test_a_rewritten_message_id_does_no_harm_to_a_subject_match(mode: str):
    centre = Centre(mode)
    answer = answered(centre)
    decision, _ = centre.came(ANN, "RE: The Parcel", parents=("rewritten@provider.test",))
    assert (decision.rule, decision.case) == (Rule.SUBJECT, answer.case)


def test_a_rewritten_message_id_is_made_up_for_by_the_chain_of_references():
    centre = Centre()
    answer = answered(centre)
    parents = ("rewritten@provider.test", "asked@customers.test")
    decision, _ = centre.came(ANN, "Other", parents=parents)
    assert (decision.rule, decision.case) == (Rule.REFERENCE, answer.case)


@pytest.mark.parametrize("mode", Threading.values)
def test_the_same_subject_of_two_customers_is_two_cases(mode: str):
    centre = Centre(mode)
    _, first = centre.came(ANN, "Invoice")
    decision, second = centre.came(BEN, "Re: Invoice")
    assert decision.rule == Rule.NEW
    assert decision.linked_case is None
    assert first.case != second.case


@pytest.mark.parametrize("mode", Threading.values)
@pytest.mark.parametrize("hidden", [True, False])
def test_a_newsletter_answered_by_three_is_three_linked_cases(mode: str, hidden: bool):
    centre = Centre(mode)
    others = [] if hidden else [f"reader{number}@customers.test" for number in range(30)]
    letter = centre.sent(None, ANN, BEN, EVE, *others, hidden=hidden, message_id="news@lab.test")
    more = {"subject": "Re: News", "parents": ("news@lab.test",)}
    came = [centre.came(one, **more) for one in (ANN, BEN, EVE)]
    assert len({entry.case for _, entry in came} | {letter.case}) == 4
    assert {decision.linked_case for decision, _ in came} == {letter.case}


def test_the_second_answer_to_a_newsletter_joins_the_first_of_the_same_person():
    centre = Centre()
    centre.sent(None, ANN, BEN, hidden=True, message_id="news@lab.test")
    _, first = centre.came(ANN, parents=("news@lab.test",))
    centre.came(BEN, parents=("news@lab.test",))
    _, second = centre.came(ANN, parents=("news@lab.test",))
    assert second.case == first.case


def test_answers_to_a_newsletter_that_was_sent_elsewhere_are_not_even_linked():
    centre = Centre()
    came = [centre.came(one, parents=("unknown@news.test",)) for one in (ANN, BEN, EVE)]
    assert len({entry.case for _, entry in came}) == 3
    assert {decision.linked_case for decision, _ in came} == {None}


@pytest.mark.parametrize("mode", Threading.values)
def test_an_answer_to_another_departments_alias_begins_a_linked_case_there(mode: str):
    centre = Centre(mode)
    answer = answered(centre)
    decision, entry = centre.came(ANN, place=SALES, parents=("answer@lab.test",))
    assert (decision.case, decision.linked_case) == (None, answer.case)
    assert "another department" in decision.why
    again, _ = centre.came(ANN, place=SALES, parents=("answer@lab.test",))
    assert again.case == entry.case


@pytest.mark.parametrize("mode", ID_MODES)
def test_a_valid_id_from_a_stranger_begins_a_linked_case(mode: str):
    centre = Centre(mode)
    answer = answered(centre)
    decision, _ = centre.came(EVE, **carrying(centre, signed_id(answer)))
    assert (decision.case, decision.linked_case) == (None, answer.case)
    assert "takes no part" in decision.why


def test_a_reference_from_a_stranger_begins_a_linked_case():
    centre = Centre()
    answer = answered(centre)
    decision, _ = centre.came(EVE, parents=("answer@lab.test",))
    assert (decision.case, decision.linked_case) == (None, answer.case)


def test_where_the_alias_allows_it_a_stranger_joins():
    centre = Centre(strangers=True)
    answer = answered(centre)
    decision, _ = centre.came(EVE, parents=("answer@lab.test",))
    assert decision.case == answer.case


def test_somebody_who_was_copied_in_is_no_stranger():
    centre = Centre()
    _, asked = centre.came(ANN, message_id="asked@customers.test", recipients=((BEN, "Ben"),))
    decision, _ = centre.came(BEN.upper(), parents=("asked@customers.test",))
    assert decision.case == asked.case


def test_sub_addresses_of_one_mailbox_are_one_person():
    centre = Centre()
    answer = answered(centre)
    decision, _ = centre.came("ann+shop@customers.test", parents=("answer@lab.test",))
    assert decision.case == answer.case


@pytest.mark.parametrize("mode", ID_MODES)
def test_a_changed_character_is_ignored_and_said(mode: str):
    centre = Centre(mode)
    text = signed_id(answered(centre))
    forged = text[:-1] + ("3" if text[-1] == "2" else "2")
    decision, _ = centre.came(ANN, **carrying(centre, forged))
    assert (decision.rule, decision.linked_case) == (Rule.NEW, None)
    assert "not signed by this installation" in decision.why
    assert "not signed" in decision.refused[0]


@pytest.mark.parametrize("mode", ID_MODES)
def test_an_id_that_is_too_old_is_ignored_and_said(mode: str):
    centre = Centre(mode)
    text = signed_id(answered(centre), until=NOW)
    centre.later(days=1)
    decision, _ = centre.came(ANN, **carrying(centre, text))
    assert decision.rule == Rule.NEW
    assert "expired" in decision.why


def test_a_forged_id_does_not_keep_a_good_reference_out():
    centre = Centre()
    answer = answered(centre)
    decision, _ = centre.came(ANN, "x #" + "2" * 24, parents=("answer@lab.test",))
    assert decision.case == answer.case
    assert "not signed" in decision.why


def test_a_subject_match_ends_with_the_window():
    centre = Centre("subject")
    _, first = centre.came(ANN, "Invoice")
    centre.later(days=29)
    assert centre.came(ANN, "Re: Invoice")[0].case == first.case
    centre.later(days=31)
    assert centre.came(ANN, "Re: Invoice")[0].rule == Rule.NEW


def test_a_subject_match_stays_within_the_alias():
    centre = Centre("subject")
    centre.came(ANN, "Invoice", place=SALES)
    assert centre.came(ANN, "Re: Invoice")[0].rule == Rule.NEW


@pytest.mark.parametrize("subject", ["", "Re:", "AW: "])
def test_an_empty_subject_matches_nothing(subject: str):
    centre = Centre("subject")
    centre.came(ANN, subject)
    assert centre.came(ANN, subject)[0].rule == Rule.NEW


def test_of_two_cases_with_one_subject_the_answered_one_is_taken():
    centre = Centre()
    _, old = centre.came(ANN, "Hello", message_id="old@customers.test")
    centre.came(ANN, "Hello", message_id="new@customers.test")
    centre.mode = "subject"
    decision, _ = centre.came(ANN, "Re: Hello", parents=("old@customers.test",))
    assert (decision.rule, decision.case) == (Rule.SUBJECT, old.case)


def test_a_mail_that_comes_after_its_answer_joins_it():
    centre = Centre()
    _, answer = centre.came(ANN, parents=("first@customers.test",))
    decision, _ = centre.came(ANN, "The parcel", message_id="first@customers.test")
    assert (decision.rule, decision.case) == (Rule.ANCESTOR, answer.case)


@pytest.mark.parametrize("use", [Use.RETURN, Use.ENVELOPE])
def test_a_report_with_a_signed_mark_goes_to_the_mail_it_is_about(use: Use):
    centre = Centre()
    answer = answered(centre)
    text = signed_id(answer, use)
    more = {"report": report(envelope_id=text)} if use is Use.ENVELOPE else {"report": report()}
    to = ((f"support+{text}@lab.test", ""),) if use is Use.RETURN else ()
    decision, _ = centre.came("mailer-daemon@isp.test", recipients=to, **more)
    assert (decision.rule, decision.case, decision.parent) == (
        Rule.REPORT,
        answer.case,
        answer.activity,
    )


def test_a_message_to_a_signed_return_address_is_linked_even_if_it_is_no_report():
    centre = Centre()
    answer = answered(centre)
    to = ((f"support+{signed_id(answer, Use.RETURN)}@lab.test", ""),)
    decision, _ = centre.came("robot@isp.test", recipients=to)
    assert (decision.rule, decision.case, decision.linked_case) == (Rule.REPORT, None, answer.case)


def test_an_answer_to_a_signed_reply_to_is_not_called_forged():
    centre = Centre("reply-to")
    answer = answered(centre)
    to = ((f"support+{signed_id(answer)}@lab.test", ""),)
    decision, _ = centre.came(ANN, recipients=to)
    assert (decision.case, decision.refused) == (answer.case, ())


def test_a_report_is_believed_a_message_id_that_went_to_that_address():
    centre = Centre()
    answer = answered(centre)
    about = report(ANN.upper(), message_ids=("answer@lab.test",))
    decision, _ = centre.came("mailer-daemon@isp.test", report=about)
    assert (decision.rule, decision.case) == (Rule.REPORT, answer.case)


def test_a_report_on_another_address_is_not_believed():
    centre = Centre()
    answered(centre)
    about = report(BEN, message_ids=("answer@lab.test",))
    decision, _ = centre.came("mailer-daemon@isp.test", report=about)
    assert (decision.rule, decision.linked_case) == (Rule.NEW, None)


def test_a_report_that_names_nobody_is_linked_only():
    centre = Centre()
    answer = answered(centre)
    about = report(message_ids=("answer@lab.test",))
    decision, _ = centre.came("mailer-daemon@isp.test", report=about)
    assert (decision.case, decision.linked_case) == (None, answer.case)


def test_a_mark_for_answers_is_no_mark_of_a_report():
    centre = Centre()
    text = signed_id(answered(centre), Use.ANSWER)
    decision, _ = centre.came("mailer-daemon@isp.test", report=report(envelope_id=text))
    assert decision.rule == Rule.NEW


def test_a_message_without_anything_is_a_new_case():
    decision, _ = Centre().came("", "")
    assert decision == threading.Decision(Rule.NEW, None, None, None, decision.why, ())


@pytest.mark.parametrize("mode", [*Threading.values, "unknown"])
def test_each_mode_lists_its_rules_with_words_and_ends_with_the_fallback(mode: str):
    rules = threading.rules_of(mode)
    assert [one.name for one in rules][-3:] == [Rule.REFERENCE, Rule.ANCESTOR, Rule.NEW]
    assert all(one.words for one in rules)
