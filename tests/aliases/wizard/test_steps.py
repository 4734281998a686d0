"""The steps of the wizard: what is kept, what is refused, and what becomes of it."""

import pytest
from django.contrib.auth.models import Permission

from aliases.models import Alias
from aliases.wizard.drafts import AliasDraft
from departments.models import Department, Partition, Team
from tests.aliases.wizard.conftest import START, place
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff
from tests.servers.dovecot import PASSWORD


def test_three_steps_make_an_active_alias(browser, begun, servers):
    draft = begun()
    browser.post(place(draft, "servers"), servers)
    reason = {"do": "activate", "change_reason": "the servers start tomorrow"}
    answer = browser.post(place(draft, "summary"), reason, follow=True)
    alias = Alias.objects.get(address="support@lab.test")
    assert (alias.status, alias.incoming_port, alias.backlog) == ("active", 993, "now")
    assert (alias.outgoing_user, alias.outgoing_password.reveal()) == (alias.address, PASSWORD)
    assert "Support is active" in body(answer)
    assert not AliasDraft.objects.exists()


def test_nothing_that_was_typed_is_lost_on_the_way_back_and_forth(browser, begun, servers):
    draft = begun(description="Since 1999 & later")
    browser.post(place(draft, "servers"), servers | {"folder": "Büro", "do": "back"})
    assert "Since 1999 &amp; later" in body(browser.get(place(draft, "general")))
    browser.post(place(draft, "general"), {**draft.values, "do": "next"})
    page = body(browser.get(place(draft, "servers")))
    assert 'value="Büro"' in page
    assert 'value="mail.lab.test"' in page


def test_a_box_whose_tick_was_taken_stays_without(browser, begun, servers):
    draft = begun()
    del servers["incoming_verify"]
    browser.post(place(draft, "servers"), servers)
    form = browser.get(place(draft, "servers")).context["form"]
    assert not form["incoming_verify"].value()


def test_passwords_are_kept_and_never_shown(browser, begun, servers):
    draft = begun()
    secret = {"incoming_secret": "s3ntinel", "incoming_secret_again": "s3ntinel"}
    browser.post(place(draft, "servers"), servers | secret)
    draft.refresh_from_db()
    pages = [body(browser.get(place(draft, one))) for one in ("general", "servers", "summary")]
    assert draft.password("incoming") == draft.password("outgoing") == "s3ntinel"
    assert "s3ntinel" not in "".join(pages) + str(draft.values) + str(draft.facts)
    assert draft.incoming_password.token not in "".join(pages)


def test_a_kept_password_does_not_go_to_another_server(browser, begun, servers):
    draft = begun()
    browser.post(place(draft, "servers"), servers)
    moved = {"incoming_host": "elsewhere.test", "incoming_secret": "", "incoming_secret_again": ""}
    answer = browser.post(place(draft, "servers"), servers | moved)
    assert "type the password again" in body(answer)


def test_two_different_passwords_are_refused_and_not_kept(browser, begun, servers):
    draft = begun()
    answer = browser.post(place(draft, "servers"), servers | {"incoming_secret_again": "quagga"})
    draft.refresh_from_db()
    assert "The two passwords differ" in body(answer)
    assert not draft.incoming_password


def test_a_step_with_errors_says_them_and_keeps_what_was_typed(browser, general):
    answer = browser.post(START, general | {"address": "no address"}, follow=True)
    assert "address" in answer.context["sections"]["general"][2].errors[0]
    assert answer.context["sections"]["general"][2].errors[0] in body(answer)
    assert AliasDraft.objects.get().values["address"] == "no address"


def test_an_address_that_is_taken_is_refused_in_the_first_step(browser, make_alias, general):
    make_alias("support@lab.test")
    assert "Another alias has the address" in body(browser.post(START, general, follow=True))


def test_a_draft_can_be_left_with_anything_in_it_and_resumed_from_the_list(browser, general):
    answer = browser.post(START, general | {"address": "@@", "name": "Later", "do": "leave"})
    assert answer.status_code == 302
    assert "Drafts (1)" in body(browser.get("/console/aliases/alias/"))
    draft = AliasDraft.objects.get()
    assert place(draft, "general") in body(browser.get(START))
    assert 'value="@@"' in body(browser.get(place(draft, "general")))


def test_a_draft_can_be_discarded(browser, begun):
    draft = begun()
    assert browser.get(place(draft, "discard")).status_code == 405
    browser.post(place(draft, "discard"))
    assert not AliasDraft.objects.exists()


def test_without_a_passed_test_activation_wants_a_reason(browser, begun, servers):
    draft = begun()
    browser.post(place(draft, "servers"), servers)
    answer = browser.post(place(draft, "summary"), {"do": "activate"})
    assert "A test has not passed" in body(answer)
    assert not Alias.objects.exists()
    browser.post(place(draft, "summary"), {"do": "activate", "change_reason": "I know"})
    assert Alias.objects.get().history.earliest().history_change_reason == "I know"


def test_an_inactive_alias_is_created_without_a_test_or_a_reason(browser, begun, servers):
    draft = begun()
    browser.post(place(draft, "servers"), servers)
    answer = browser.post(place(draft, "summary"), {"do": "inactive"}, follow=True)
    assert Alias.objects.get().status == "inactive"
    assert "No mail is retrieved until you activate it" in body(answer)


def test_what_is_missing_is_named_at_the_end_with_the_way_to_mend_it(browser, begun):
    draft = begun()
    answer = browser.post(place(draft, "summary"), {"do": "inactive"})
    assert f"{place(draft, 'servers')}?check=1" in body(answer)
    assert "Type the password of this mailbox" in body(answer)
    assert AliasDraft.objects.filter(pk=draft.pk).exists()


def test_the_backlog_question_is_answered_in_the_second_step(browser, begun, servers):
    draft = begun()
    since = {"backlog": "since", "backlog_since": ""}
    assert "Say since which day" in body(browser.post(place(draft, "servers"), servers | since))
    browser.post(place(draft, "servers"), servers | since | {"backlog_since": "2026-03-01"})
    browser.post(place(draft, "summary"), {"do": "inactive"})
    assert str(Alias.objects.get().backlog_since) == "2026-03-01"


def test_chosen_teams_write_by_the_alias_and_receive_its_mail(browser, begun, servers, root):
    team = Team.objects.create(department=root, name="Blue")
    draft = begun(sending_teams=[team.pk], receiving_teams=[team.pk])
    browser.post(place(draft, "servers"), servers)
    browser.post(place(draft, "summary"), {"do": "inactive"})
    team.refresh_from_db()
    alias = Alias.objects.get()
    assert list(team.outgoing_aliases.all()) == [alias]
    assert team.incoming_alias == team.default_alias == alias


def test_a_team_of_another_department_cannot_be_chosen(browser, begun, servers):
    partition = Partition.objects.create(name="zebra Ltd")
    theirs = Department.objects.create(partition=partition, name="zebra")
    team = Team.objects.create(department=theirs, name="zebra team")
    draft = begun(receiving_teams=[team.pk])
    browser.post(place(draft, "servers"), servers)
    answer = browser.post(place(draft, "summary"), {"do": "inactive"})
    team.refresh_from_db()
    assert (team.incoming_alias, "zebra" in body(answer)) == (None, False)


def test_a_draft_is_its_owners_alone(begun, root, sign_in):
    draft = begun()
    other = sign_in(staff("other", root))
    for step in ("general", "servers", "summary"):
        assert other.get(place(draft, step)).status_code == 404
    assert other.post(place(draft, "discard")).status_code == 404
    assert "support@lab.test" not in body(other.get(START))


def test_without_the_permission_to_add_there_is_no_wizard(begun, clerk, browser):
    draft = begun()
    clerk.user_permissions.remove(Permission.objects.get(codename="add_alias"))
    tried = [START, *(place(draft, one) for one in ("general", "servers", "summary"))]
    assert [browser.get(one).status_code for one in tried] == [403] * 4


@pytest.mark.parametrize("department", ["other", "nonsense", ""])
def test_an_alias_cannot_be_made_where_one_does_not_belong(browser, begun, servers, department):
    partition = Partition.objects.create(name="Other Ltd")
    other = Department.objects.create(partition=partition, name="Other")
    draft = begun(department=other.pk if department == "other" else department)
    browser.post(place(draft, "servers"), servers)
    answer = browser.post(place(draft, "summary"), {"do": "inactive"})
    assert answer.status_code == 200
    assert not Alias.objects.exists()


def test_the_last_step_chooses_directory_servers(browser, begun, servers, make_directory):
    server, draft = make_directory(), begun()
    browser.post(place(draft, "servers"), servers)
    assert "Staff" in body(browser.get(place(draft, "summary")))
    browser.post(place(draft, "summary"), {"do": "leave", "directory_1": server.pk})
    assert f'<option value="{server.pk}" selected>' in body(browser.get(place(draft, "summary")))
    browser.post(place(draft, "summary"), {"do": "inactive", "directory_1": server.pk})
    assert list(Alias.objects.get().directories.all()) == [server]
