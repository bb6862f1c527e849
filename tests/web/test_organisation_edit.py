"""The page on which an organisation is changed, by one person or by two at once."""

import re
from datetime import timedelta
from html import unescape

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.audit.queries import Wanted, found
from meetings.domain.organisation import actions, keeping, queries
from meetings.domain.organisation.keeping import OrganisationDraft
from meetings.extensions import transaction
from meetings.models.database import current
from meetings.models.organisation import Capacity, Organisation
from tests.conftest import Browser
from tests.make import Make

EDIT = "/en/organisations/ke/edit/"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def _form(client: Browser) -> dict[str, str]:
    """Return what the form sends when nothing is changed."""
    page = client.get(EDIT).text
    fields = {name: unescape(value) for name, value in HIDDEN.findall(page)}
    fields |= {name: unescape(value) for name, value in re.findall(r'name="([\w-]+)" value="([^"]*)"', page)}
    selects = re.findall(r'<select[^>]* name="([\w-]+)".*?</select>', page, re.S)
    for name in selects:
        options = re.search(rf'<select[^>]* name="{name}".*?</select>', page, re.S)
        assert options
        chosen = re.search(r'value="([^"]*)" selected', options[0])
        fields[name] = chosen[1] if chosen else ""
    return fields


def _somebody_else(organisation: Organisation, make: Make, **changes: object) -> None:
    """Let somebody else change the organisation."""
    stored = {name: getattr(organisation, name) for name in OrganisationDraft.__slots__}
    with transaction():
        draft = OrganisationDraft(**{**stored, **changes})
        keeping.change(organisation, draft, seen=organisation.revision, by=None, now=make.now)


def test_organisation_is_changed(make: Make, client: Browser) -> None:
    kenya = make.member()
    client.sign_in(make.secretariat())
    sent = _form(client) | {"protocol-fr": "République du Kenya", "since_on": "1965-05-24", "working_language": "fr"}
    assert client.post(EDIT, data=sent).location == "/en/organisations/ke/"
    make.again(kenya)
    assert (kenya.protocol.fr, str(kenya.since_on), kenya.working_language) == (
        "République du Kenya",
        "1965-05-24",
        "fr",
    )
    assert kenya.revision == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"name-en": "", "name-fr": ""},
        {"name-en": "K" * 201},
        {"protocol-en": "K\x00"},
        {"protocol-en": "K" * 301},
        {"region": ""},
        {"region": "9223372036854775808"},
        {"kind": "friend"},
        {"working_language": "de"},
        {"since_on": "1965-05-32"},
        {"since_on": "2020-01-01", "until_on": "2019-01-01"},
    ],
)
def test_bad_change_is_refused_in_words(make: Make, client: Browser, changes: dict[str, str]) -> None:
    make.member()
    client.sign_in(make.secretariat())
    answer = client.post(EDIT, data=_form(client) | changes)
    assert answer.status_code == 422
    assert "Your entries are kept" in answer.text


def test_second_of_two_editors_sees_both_and_chooses(make: Make, client: Browser) -> None:
    kenya = make.member()
    client.sign_in(make.secretariat())
    mine = _form(client) | {"name-en": "Kenya (mine)", "protocol-en": "Republic of Kenya"}
    _somebody_else(kenya, make, name=Bilingual("Kenya (theirs)", "Kenya"), working_language="fr")

    answer = client.post(EDIT, data=mine)
    assert answer.status_code == 409
    for words in ("Kenya (theirs)", "Kenya (mine)", "Before: Kenya", "Republic of Kenya", "Before: English"):
        assert words in answer.text
    make.again(kenya)
    assert kenya.name.en == "Kenya (theirs)"

    again = {name: unescape(value) for name, value in HIDDEN.findall(answer.text)}
    assert client.post(EDIT, data=again).status_code == 409, "nothing was chosen"
    again |= {"take-name-en": "mine", "take-working_language": "theirs"}
    assert client.post(EDIT, data=again).status_code == 303
    make.again(kenya)
    assert (kenya.name.en, kenya.working_language, kenya.protocol.en) == ("Kenya (mine)", "fr", "Republic of Kenya")


def test_their_words_stay_when_they_are_chosen(make: Make, client: Browser) -> None:
    kenya = make.member()
    client.sign_in(make.secretariat())
    mine = _form(client) | {"name-en": "Kenya (mine)"}
    _somebody_else(kenya, make, name=Bilingual("Kenya (theirs)", "Kenya"))
    again = {name: unescape(value) for name, value in HIDDEN.findall(client.post(EDIT, data=mine).text)}
    assert client.post(EDIT, data=again | {"take-name-en": "theirs"}).status_code == 303
    make.again(kenya)
    assert kenya.name.en == "Kenya (theirs)"


def test_third_edit_during_the_choice_is_shown_too(make: Make, client: Browser) -> None:
    kenya = make.member()
    client.sign_in(make.secretariat())
    mine = _form(client) | {"name-en": "Kenya (mine)"}
    _somebody_else(kenya, make, name=Bilingual("Kenya (theirs)", "Kenya"))
    again = {name: unescape(value) for name, value in HIDDEN.findall(client.post(EDIT, data=mine).text)}
    _somebody_else(kenya, make, name=Bilingual("Kenya (third)", "Kenya"))
    answer = client.post(EDIT, data=again | {"take-name-en": "mine"})
    assert answer.status_code == 409
    assert "Kenya (third)" in answer.text


@pytest.mark.parametrize("base", ["", "[]", "{", "1" * 300_000, '{"name-en": 5}', "[" * 50_000])
def test_broken_memory_of_the_form_does_no_harm(make: Make, client: Browser, base: str) -> None:
    make.member()
    client.sign_in(make.secretariat())
    assert client.post(EDIT, data=_form(client) | {"base": base, "seen": "7" * 30}).status_code == 409


def test_who_leaves_the_body_has_nobody_named_afterwards(make: Make, client: Browser) -> None:
    kenya = make.member()
    make.ncp(kenya)
    client.sign_in(make.secretariat())
    assert client.post(EDIT, data=_form(client) | {"until_on": "2027-06-30"}).status_code == 303
    (nomination,) = queries.all_nominations(kenya)
    assert str(nomination.until_on) == "2027-06-30"


def test_who_leaves_the_body_has_nobody_named_from_a_later_day(make: Make, client: Browser) -> None:
    kenya = make.member()
    for name, days in (("Wanjiru", 0), ("Otieno", 120)):
        person, since = make.person(name), make.now.date() + timedelta(days=days)
        with transaction():
            actions.nominate(person, kenya, capacity=Capacity.NCP, since=since, by=None, now=make.now)
    client.sign_in(make.secretariat())
    leaves = _form(client) | {"until_on": "2027-06-28"}
    answer = client.post(EDIT, data=leaves)
    assert answer.status_code == 422
    assert "Somebody is named from a day after this one" in answer.text
    make.again(kenya)
    assert kenya.until_on is None
    assert all(nomination.until_on is None for nomination in queries.all_nominations(kenya))
    with transaction():
        current().delete(queries.all_nominations(kenya)[0])
    assert client.post(EDIT, data=leaves).status_code == 303
    (ended,) = found(Wanted(verb="nomination.ended")).things
    assert ended.details["last_day"] == "2027-06-28"


def test_only_the_secretariat_changes_an_organisation(make: Make, client: Browser) -> None:
    client.sign_in(make.ncp(make.member()))
    assert client.get(EDIT).status_code == 403
