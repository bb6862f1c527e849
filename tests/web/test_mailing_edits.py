"""Two people change the same mail, or the same words: the second sees both and chooses, and loses nothing."""

import json
import re
from html import unescape

import pytest
from werkzeug.datastructures import MultiDict

from meetings.domain.mailing import actions, actions_series, defaults, queries, rules
from meetings.domain.mailing.defaults import Words
from meetings.extensions import db, transaction
from meetings.models.mailing import Mailing, MailingKind
from tests.conftest import Browser
from tests.domain.mailing.test_actions import prepared
from tests.make import Make, both

PLAN = "/en/meetings/ncp-plenary-8/mail/"
WORDS = "/en/mail-words/reminder/"


@pytest.fixture
def secretariat(make: Make, client: Browser) -> Browser:
    return client.sign_in(make.secretariat())


@pytest.fixture
def mailing(make: Make) -> Mailing:
    meeting = make.meeting()
    make.member()
    return prepared(meeting, make.now)


def hidden(page: str) -> MultiDict[str, str]:
    """Return what a page sends along without showing it."""
    found = MultiDict()
    for name, value in re.findall('<input type="hidden" name="([^"]+)" value="([^"]*)">', page):
        if name != "csrf_token":
            found.add(name, unescape(value))
    return found


def shown(page: str) -> MultiDict[str, str]:
    """Return what the form of a mail sends when nothing is changed."""
    found = hidden(page)
    base = json.loads(found["base"])
    for name, value in base.items():
        if value and name not in found:
            found.add(name, value)
    return found


def changed(mailing: Mailing, now, **fields) -> None:
    """Let somebody else change a mail."""
    moment = rules.Moment(mailing.timing, mailing.number, mailing.unit, mailing.hour, zone=mailing.zone)
    values = {"subject": mailing.subject, "body": mailing.body, "segment": rules.segment(mailing.segment)} | fields
    with transaction():
        draft = rules.Draft(mailing.kind, moment=moment, **values)
        actions.revise(mailing, draft, seen=mailing.revision, by=None, now=now)


def with_regions(mailing: Mailing, *codes: str) -> rules.Segment:
    segment = rules.segment(mailing.segment)
    return rules.Segment(segment.audience, type(segment.part)(regions=codes))


@pytest.mark.parametrize(("choice", "stands"), [("theirs", "Theirs"), ("mine", "Mine")])
def test_both_are_shown_and_the_editor_chooses(
    make: Make, secretariat: Browser, mailing: Mailing, choice: str, stands: str
) -> None:
    here = f"{PLAN}{mailing.id}/edit/"
    typed = shown(secretariat.get(here).text)
    changed(mailing, make.now, subject=both("Theirs"))
    typed["subject-en"], typed["body-fr"] = "Mine", "Que moi"
    answer = secretariat.post(here, data=typed)
    assert answer.status_code == 409
    for words in ("Somebody else has changed this", "They wrote: Theirs", "You wrote: Mine", "Que moi"):
        assert words in answer.text
    assert secretariat.post(here, data=hidden(answer.text)).status_code == 409, "nothing was chosen"
    chosen = hidden(answer.text)
    chosen["take-subject-en"] = choice
    chosen["take-subject-fr"] = "theirs"
    assert secretariat.post(here, data=chosen).status_code == 303
    db.session.refresh(mailing)
    assert (mailing.subject.en, mailing.subject.fr) == (stands, "Theirs (fr)")
    assert mailing.body.fr == "Que moi"


def test_ticked_boxes_are_compared_by_their_words_and_kept(make: Make, secretariat: Browser, mailing: Mailing) -> None:
    here = f"{PLAN}{mailing.id}/edit/"
    typed = shown(secretariat.get(here).text)
    changed(mailing, make.now, segment=with_regions(mailing, "ESA"))
    typed.setlist("languages", ["en", "fr"])
    answer = secretariat.post(here, data=typed)
    assert answer.status_code == 409
    assert f"They wrote: {make.region().name.en}" in answer.text
    again = hidden(answer.text)
    assert again.getlist("languages") == ["en", "fr"]
    again["take-regions"] = "theirs"
    assert secretariat.post(here, data=again).status_code == 303
    db.session.refresh(mailing)
    part = rules.segment(mailing.segment).part
    assert (part.regions, part.languages) == (("ESA",), ("en", "fr"))


def test_what_is_wrong_in_a_choice_is_still_said_at_its_field(
    make: Make, secretariat: Browser, mailing: Mailing
) -> None:
    here = f"{PLAN}{mailing.id}/edit/"
    typed = shown(secretariat.get(here).text)
    typed["body-en"] = "{{nobody}}"
    answer = secretariat.post(here, data=typed)
    assert answer.status_code == 422
    assert "There is no place called {{nobody}}" in answer.text
    assert hidden(answer.text)["seen"] == typed["seen"], "the next try is still compared with what was seen"


@pytest.mark.parametrize("series", [False, True])
def test_words_of_a_kind_are_compared_too(make: Make, secretariat: Browser, series: bool) -> None:
    place = make.series() if series else None
    here = "/en/series/ncp-plenary/mail/reminder/" if series else WORDS
    typed = shown(secretariat.get(here).text)
    with transaction():
        seen = defaults.mark(queries.words(MailingKind.REMINDER, place))
        words = Words(both("Theirs"), both("Text"))
        actions_series.set_words(MailingKind.REMINDER, place, words, seen=seen, by=None, now=make.now)
    typed["subject-en"] = "Mine"
    answer = secretariat.post(here, data=typed)
    assert answer.status_code == 409
    assert "They wrote: Theirs" in answer.text
    chosen = hidden(answer.text)
    for name in chosen["asked"].split():
        chosen[f"take-{name}"] = "mine" if name == "subject-en" else "theirs"
    assert secretariat.post(here, data=chosen).status_code == 303
    subject = queries.words(MailingKind.REMINDER, place).subject
    assert (subject.en, subject.fr) == ("Mine", "Theirs (fr)")


@pytest.mark.parametrize("junk", ["", "x", "{", "[]", "99999999999999999999", "\x00"])
def test_nonsense_sent_along_is_compared_and_never_an_error(
    make: Make, secretariat: Browser, mailing: Mailing, junk: str
) -> None:
    here = f"{PLAN}{mailing.id}/edit/"
    typed = shown(secretariat.get(here).text)
    typed["seen"] = typed["base"] = typed["before"] = junk
    typed["take-regions"] = "theirs"
    assert secretariat.post(here, data=typed).status_code == 409
