"""Suggested settings are filled in, shown with their source, and never overwrite what was typed."""

import pytest

from aliases.wizard.drafts import AliasDraft
from aliases.wizard.suggesting import look_up, suggest
from tests.aliases.wizard.conftest import place
from tests.mailcenter.pages import body
from wire.discovery.values import Service


class OneDomain:
    """Publishes SRV records for IMAP and POP3, and nothing else."""

    def mail_exchangers(self, domain: str) -> list[str]:
        return []

    def services(self, name: str) -> list[Service]:
        targets = {"_imaps": "imap.shop.com.", "_pop3s": "pop.shop.com."}
        target = targets.get(name.partition(".")[0], "")
        return [Service(0, 0, 993, target)] if target else []

    def autoconfig(self, domain: str, address: str) -> bytes:
        return b""


def test_a_known_provider_is_filled_in_with_its_source_and_its_note(browser, begun):
    page = body(browser.get(place(begun(address="kim@gmail.com"), "servers")))
    assert "Known provider: Gmail" in page
    assert 'value="imap.gmail.com"' in page
    assert 'value="smtp.gmail.com"' in page
    assert 'value="kim@gmail.com"' in page
    assert "app password" in page


def test_another_suggestion_can_be_chosen_and_nothing_else_changes(browser, begun, servers):
    draft = begun(address="kim@gmail.com")
    browser.get(place(draft, "servers"))
    browser.post(place(draft, "servers"), servers | {"folder": "Büro", "do": "use:1"})
    draft.refresh_from_db()
    assert draft.values["incoming_host"] == "pop.gmail.com"
    assert (draft.values["incoming_protocol"], draft.values["folder"]) == ("pop3", "Büro")


def test_a_suggestion_that_is_none_changes_no_server(browser, begun, servers):
    draft = begun()
    answer = browser.post(place(draft, "servers"), servers | {"do": "use:99"})
    draft.refresh_from_db()
    assert (answer.status_code, draft.values["incoming_host"]) == (302, "mail.lab.test")


def test_without_a_suggestion_the_address_is_the_user_name(browser, begun):
    page = body(browser.get(place(begun(address="kim@lab.test"), "servers")))
    assert "Nothing was found for kim@lab.test" in page
    assert 'value="kim@lab.test"' in page


def test_what_was_typed_by_hand_stays_when_the_address_changes(browser, begun, servers):
    draft = begun(address="kim@gmail.com")
    browser.post(place(draft, "servers"), servers)
    draft.refresh_from_db()
    browser.post(place(draft, "general"), draft.values | {"address": "kim@gmx.net", "do": "next"})
    page = body(browser.get(place(draft, "servers")))
    assert 'value="mail.lab.test"' in page
    assert "Known provider: GMX" in page


def test_an_untouched_suggestion_follows_the_address(browser, begun):
    draft = begun(address="kim@gmail.com")
    browser.get(place(draft, "servers"))
    draft.refresh_from_db()
    browser.post(place(draft, "general"), draft.values | {"address": "kim@gmx.net", "do": "next"})
    assert 'value="imap.gmx.net"' in body(browser.get(place(draft, "servers")))


def test_the_domains_records_are_asked_once_for_each_address(begun):
    draft = begun(address="kim@lab.test")
    draft.values["address"] = "kim@shop.com"
    suggest(draft, OneDomain())
    assert [one["source"] for one in draft.facts["suggestions"]] == ["SRV records of shop.com"] * 2
    assert draft.values["incoming_host"] == "imap.shop.com"
    before = draft.facts
    suggest(draft, None)
    assert draft.facts is before


@pytest.mark.parametrize("allowed", [True, False])
def test_private_networks_are_asked_where_the_partition_allows_them(begun, settings, allowed):
    settings.LOOK_UPS = True
    draft = begun(address="kim@lab.test")
    draft.department.partition.private_networks = allowed
    assert look_up(draft).public_only is not allowed


def test_nobody_is_asked_where_the_installation_forbids_it(begun, settings):
    settings.LOOK_UPS = False
    assert look_up(begun(address="kim@lab.test")) is None


def test_without_a_department_only_public_servers_are_asked(settings):
    settings.LOOK_UPS = True
    assert look_up(AliasDraft()).public_only
