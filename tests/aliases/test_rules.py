"""The rules of an alias's addresses, redirections, test mode and opt-out, by its form."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aliases import opt_out
from aliases.models import Alias
from departments.models import Department
from tests.mailcenter.people import ADD, errors, stored, typed

OPT_OUT = {
    "opt_out": "on",
    "opt_out_link_text": "Unsubscribe",
    "opt_out_url": "https://x.test/?r={recipient}",
}


def end(moment) -> dict[str, str]:
    local = timezone.localtime(moment)
    names = ("send_mail_to_until_0", "send_mail_to_until_1")
    return dict(zip(names, (f"{local:%Y-%m-%d}", f"{local:%H:%M:%S}"), strict=True))


def refusal(console: Client, department: Department, field: str, **changed: object) -> str:
    found = errors(console.post(ADD, typed(department, **changed)))
    assert list(found) == [field]
    return found[field]


def saved(console: Client, department: Department, **changed: object) -> Alias:
    assert errors(console.post(ADD, typed(department, **changed))) == {}
    return Alias.objects.get(address="support@lab.test")


def test_redirections_are_split_and_kept_one_a_line_in_small_letters(console: Client, root):
    text = "Old@lab.test; older@lab.test,\r\noldest@lab.test\nold@lab.test"
    alias = saved(console, root, redirections=text)
    assert alias.redirections == "old@lab.test\nolder@lab.test\noldest@lab.test"


def test_each_redirection_must_be_an_address(console: Client, root):
    words = refusal(console, root, "redirections", redirections="old@lab.test; no@thing")
    assert "“no@thing”" in words


def test_the_own_address_is_no_redirection(console: Client, root):
    refusal(console, root, "redirections", redirections="support@lab.test")


def test_an_address_is_not_the_redirection_of_another_alias(console: Client, root, make_alias):
    make_alias("other@lab.test", redirections="info@lab.test\nsupport@lab.test")
    assert "redirection address of another" in refusal(console, root, "address")
    taken = {"redirections": "info@lab.test", "address": "new@lab.test"}
    assert "another alias" in refusal(console, root, "redirections", **taken)


def test_a_redirection_is_not_the_address_of_another_alias(console: Client, root, make_alias):
    make_alias("other@lab.test")
    refusal(console, root, "redirections", redirections="Other@lab.test")


def test_part_of_an_address_is_not_taken_for_it(console: Client, root, make_alias):
    make_alias("other@lab.test", redirections="mysupport@lab.test")
    saved(console, root)


def test_a_deleted_alias_frees_its_addresses(console: Client, root, make_alias):
    gone = {"deleted_at": timezone.now(), "status": "inactive"}
    make_alias("support@lab.test", redirections="old@lab.test", **gone)
    console.post(ADD, typed(root, redirections="old@lab.test"))
    assert Alias.objects.present().get().redirections == "old@lab.test"


@pytest.mark.parametrize("field", ["automatic_bcc", "send_mail_to"])
def test_mail_is_not_copied_or_sent_back_to_the_alias_itself(console: Client, root, field: str):
    assert "itself" in refusal(console, root, field, **{field: "Support@lab.test"})


def test_a_bare_name_is_completed_with_the_company_domain(console: Client, root):
    root.partition.company_domain = "lab.test"
    root.partition.save()
    alias = saved(console, root, address="support", automatic_bcc="archive", redirections="old")
    assert (alias.automatic_bcc, alias.redirections) == ("archive@lab.test", "old@lab.test")


def test_sending_mail_to_one_address_ends_after_eight_hours(console: Client, root):
    alias = saved(console, root, send_mail_to="tester@lab.test")
    left = alias.send_mail_to_until - timezone.now()
    assert timedelta(hours=7, minutes=59) < left <= timedelta(hours=8)
    assert alias.redirected_to(timezone.now()) == "tester@lab.test"
    assert alias.redirected_to(timezone.now() + timedelta(hours=9)) == ""


def test_the_end_may_be_given_and_is_in_the_time_to_come(console: Client, root):
    now = timezone.now()
    values = {"send_mail_to": "tester@lab.test"}
    past = values | end(now - timedelta(minutes=1))
    assert "past" in refusal(console, root, "send_mail_to_until", **past)
    alias = saved(console, root, **values | end(now + timedelta(days=2)))
    assert alias.send_mail_to_until - now > timedelta(days=1, hours=23)


def test_an_end_that_passed_does_not_hinder_other_changes(console: Client, make_alias):
    past = timezone.now().replace(microsecond=0) - timedelta(days=1)
    alias = make_alias(send_mail_to="tester@lab.test", send_mail_to_until=past)
    values = stored(alias, name="Other") | end(past)
    assert errors(console.post(f"/console/aliases/alias/{alias.pk}/change/", values)) == {}


def test_without_an_address_there_is_no_end(console: Client, root):
    alias = saved(console, root, **end(timezone.now() + timedelta(days=1)))
    assert alias.send_mail_to_until is None


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("", "Type the link"),
        ("http://x.test/", "https://"),
        ("https:///x", "name of a server"),
        ("https://{alias}/", "without placeholders"),
        ("https://x.test/{name}", "“{name}” is not known"),
        ("https://x.test/{recipient!r}", "is not known"),
        ("https://x.test/{recipient", "brace"),
        ("https://x.test/a b", "%20"),
        ("https://x.test:port/", "not a link"),
    ],
)
def test_a_link_to_opt_out_must_be_usable(console: Client, root, url: str, word: str):
    assert word in refusal(console, root, "opt_out_url", **OPT_OUT | {"opt_out_url": url})


def test_the_link_has_words(console: Client, root):
    refusal(console, root, "opt_out_link_text", **OPT_OUT | {"opt_out_link_text": ""})


def test_an_opt_out_that_is_off_is_not_checked_and_keeps_what_was_typed(console: Client, root):
    alias = saved(console, root, **OPT_OUT | {"opt_out": None, "opt_out_url": "later"})
    assert (alias.opt_out, alias.opt_out_url) == (False, "later")


def test_the_values_of_a_link_are_encoded():
    made = opt_out.filled("https://x.test/?r={recipient}&a={alias}", recipient="a&b@c", alias="é@d")
    assert made == "https://x.test/?r=a%26b%40c&a=%C3%A9%40d"


def test_a_method_of_another_protocol_is_refused(console: Client, root):
    assert "does not have" in refusal(console, root, "incoming_method", incoming_method="apop")


def test_a_method_that_is_not_installed_is_shown_disabled_with_the_reason_and_refused(
    console: Client, root, monkeypatch
):
    for module in ("aliases.methods", "aliases.forms"):
        monkeypatch.setattr(
            f"{module}.available", lambda one: "Not here." if one == "gssapi" else ""
        )
    page = console.get(ADD).content.decode()
    assert 'value="gssapi" disabled' in page
    assert "Not here." in refusal(console, root, "incoming_method", incoming_method="gssapi")


def test_kerberos_needs_no_password(console: Client, root, monkeypatch):
    monkeypatch.setattr("aliases.forms.available", lambda one: "")
    none = {"incoming_secret": "", "incoming_secret_again": ""}
    saved(console, root, incoming_method="gssapi", **none)


def test_spaces_leave_a_password_only_where_somebody_agrees(console: Client, root):
    spaced = {"incoming_secret": " ab cd ", "incoming_secret_again": " ab cd "}
    assert saved(console, root, **spaced).incoming_password.reveal() == " ab cd "
    console.post(ADD, typed(root, address="two@lab.test", incoming_unspaced="on", **spaced))
    assert Alias.objects.get(address="two@lab.test").incoming_password.reveal() == "abcd"


def test_what_becomes_of_mail_already_there_is_asked_until_it_is_settled(
    console: Client, make_alias
):
    alias = make_alias()
    page = f"/console/aliases/alias/{alias.pk}/change/"
    assert "id_backlog" in console.get(page).content.decode()
    Alias.objects.update(backlog_settled_at=timezone.now())
    assert "id_backlog" not in console.get(page).content.decode()


def test_a_link_in_other_letters_is_filled_in_ascii() -> None:
    template = "https://bücher.test:8443/ü?who={recipient}"
    assert opt_out.trouble_in(template) == ""
    found = opt_out.filled(template, recipient="ö@x.test", alias="")
    assert found == "https://xn--bcher-kva.test:8443/%C3%BC?who=%C3%B6%40x.test"
    assert "not the name" in opt_out.trouble_in(f"https://{'ü' * 70}.test/")


def test_a_page_of_ours_needs_no_link_but_an_address_that_readers_reach(
    console: Client, root, settings
) -> None:
    ours = OPT_OUT | {"opt_out_page": "on", "opt_out_url": ""}
    assert "MAILCENTER_URL" in refusal(console, root, "opt_out_page", **ours)
    settings.PUBLIC_URL = "https://mail.example.org"
    assert saved(console, root, **ours).opt_out_page
