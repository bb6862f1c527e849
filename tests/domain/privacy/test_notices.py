"""Privacy notices: written, published, accepted."""

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.privacy import actions, queries, rules
from meetings.extensions import transaction
from meetings.models.person import Person
from meetings.models.privacy import PrivacyNotice
from tests.make import Make


def begun(make: Make) -> PrivacyNotice:
    with transaction():
        return actions.begin_notice(controller="The house", contact="dpo@example.org", by=None, now=make.now)


def write(
    make: Make, notice: PrivacyNotice, *, text: Bilingual | None = None, changes: Bilingual | None = None
) -> None:
    with transaction():
        actions.revise_notice(
            notice,
            text=text or rules.checked(notice.text),
            changes=changes or Bilingual("New periods.", "Nouvelles durées."),
            controller=notice.controller,
            contact=notice.contact,
            by=None,
            now=make.now,
        )


def published(make: Make) -> PrivacyNotice:
    notice = begun(make)
    write(make, notice)
    with transaction():
        actions.publish_notice(notice, by=None, now=make.now)
    return notice


def accept(make: Make, person: Person, version: int) -> None:
    with transaction():
        actions.accept(person, version, now=make.now)


def test_template_is_in_both_languages_and_says_what_it_is() -> None:
    text = rules.template()
    assert text.complete
    assert text.en.count("###") == text.fr.count("###") >= 6
    assert rules.is_template(text)
    assert not rules.is_template(rules.checked(text))
    assert " :" not in text.fr


def test_first_notice_begins_with_the_template_and_the_next_with_the_last(make: Make) -> None:
    first = begun(make)
    assert first.version == 1
    assert first.text == rules.template()
    assert begun(make).id == first.id
    write(make, first, text=Bilingual("One", "Un"))
    with transaction():
        actions.publish_notice(first, by=None, now=make.now)
    second = begun(make)
    assert (second.version, second.text) == (2, Bilingual("One", "Un"))
    assert not second.changes


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (rules.template(), rules.NoticeIsTemplate),
        (Bilingual("Only English", ""), rules.NoticeIncomplete),
        (Bilingual("New", "Ancien", behind=True), rules.NoticeIncomplete),
    ],
)
def test_unfinished_notice_is_not_published(make: Make, text: Bilingual, refusal: type[Exception]) -> None:
    notice = begun(make)
    write(make, notice, text=text)
    with pytest.raises(refusal), transaction():
        actions.publish_notice(notice, by=None, now=make.now)
    assert queries.in_force() is None


def test_published_notice_stands(make: Make) -> None:
    notice = published(make)
    for act in (actions.publish_notice, actions.discard_notice):
        with pytest.raises(rules.NoticePublished), transaction():
            act(notice, by=None, now=make.now)
    with pytest.raises(rules.NoticePublished):
        write(make, notice)


def test_acceptance_is_kept_with_version_and_instant(make: Make) -> None:
    notice, person = published(make), make.person()
    accept(make, person, notice.version)
    accept(make, person, notice.version)
    kept = queries.acceptance(person, notice)
    assert kept is not None
    assert kept.at == make.now
    assert person.accepted_version == 1
    assert queries.accepted_by(notice) == (1, 1)


@pytest.mark.parametrize("version", [0, 2, 2**31 - 1])
def test_only_the_notice_in_force_is_accepted(make: Make, version: int) -> None:
    published(make)
    person = make.person()
    with pytest.raises(rules.NoticeMoved):
        accept(make, person, version)
