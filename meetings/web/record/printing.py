"""A record turned into the plain values that files are made from."""

from collections.abc import Callable
from enum import StrEnum

from flask import current_app
from flask_babel import gettext as _

from meetings.core import dates, zones
from meetings.core.bilingual import ENGLISH, FRENCH, Bilingual
from meetings.domain.outcome import rules as outcomes
from meetings.exports.values import ActionPrint, ItemPrint, ParagraphPrint, RecordPrint
from meetings.i18n import in_language, language
from meetings.models.meeting import Session
from meetings.models.outcome import Action, Owner
from meetings.web import house
from meetings.web.record.page import RecordPage
from meetings.web.wording import label


def in_both(say: Callable[[], str]) -> Bilingual:
    """Return what *say* says in English and in French."""
    with in_language(ENGLISH):
        en = say()
    with in_language(FRENCH):
        return Bilingual(en, say())


def labels(word: StrEnum) -> Bilingual:
    """Return the words for *word* of a closed list in both languages."""
    return in_both(lambda: label(word))


def owner(action: Action) -> Bilingual:
    """Return who has to do *action*."""
    if action.owner is Owner.ORGANISATION and action.organisation:
        return action.organisation.name
    if action.owner is Owner.PERSON and action.person:
        return Bilingual(action.person.name, action.person.name)
    return labels(action.owner)


def values(page: RecordPage) -> RecordPrint:
    """Return the record of *page* as it is printed."""
    return RecordPrint(
        symbol=Bilingual(page.symbol, page.symbol),
        title=in_both(lambda: _("Record: %(title)s", title=page.meeting.title.shown(language())[0])),
        state=in_both(lambda: _state(page)),
        sessions=tuple(in_both(lambda each=each: _session(each)) for each in page.sessions),  # type: ignore[misc]
        items=_items(page),
        actions=tuple(_action(page, each) for each in page.actions),
        annex_head=in_both(lambda: _("Annex: who voted what")),
        annex=tuple(
            ItemPrint("", each.question, tuple(ParagraphPrint(None, line) for line in each.lines))
            for each in page.votes.rolls
        ),
        modified=page.record.changed_at,
        organisation=current_app.extensions["settings"].organisation_name,
        link=page.permanent_link,
    )


def _state(page: RecordPage) -> str:
    if page.record.published_at is None:
        return str(_("Draft, only the secretariat sees it"))
    zone = house.zone()
    published = dates.long_date(zones.local(page.record.published_at, zone).date(), language())
    if not page.corrected:
        return str(_("Published on %(day)s", day=published))
    corrected = dates.long_date(zones.local(page.record.changed_at, zone).date(), language())
    return str(_("Published on %(day)s, corrected on %(later)s", day=published, later=corrected))


def _session(session: Session) -> str:
    return f"{label(session.language)}, {dates.long_date(session.starts_local.date(), language())}"


def _items(page: RecordPage) -> tuple[ItemPrint, ...]:
    return tuple(
        ItemPrint(
            section.number,
            section.title,
            (
                *(ParagraphPrint(entry.number, entry.text, entry.symbol) for entry in section.entries),
                *(ParagraphPrint(None, told) for told in page.voted(section)),
            ),
        )
        for section in page.sections
    )


def _action(page: RecordPage, action: Action) -> ActionPrint:
    number = outcomes.action_symbol(page.meeting, action.number)
    return ActionPrint(number, action.text, owner(action), action.due_on, labels(action.state))
