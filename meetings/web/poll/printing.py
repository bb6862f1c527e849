"""The result of a poll turned into the plain values that its files are made from, in the reader's language."""

from datetime import datetime

from flask import current_app, url_for
from flask_babel import gettext as _

from meetings.core.bilingual import Bilingual
from meetings.domain.meeting.rules import symbol
from meetings.exports import poll_picture
from meetings.exports.poll_picture import Picture, Stripe
from meetings.exports.poll_values import ResultPrint
from meetings.i18n import city, language, moment, words
from meetings.models.poll import QuestionKind, Secrecy
from meetings.web import house
from meetings.web.poll.date_words import settled_words
from meetings.web.poll.print_tables import tables
from meetings.web.poll.results_page import ResultPage


def values(page: ResultPage, *, zone: str) -> ResultPrint:
    """Return the result of *page* as it is printed, with times in *zone* and in that of the house."""
    drawn = picture(page, zone=zone, alone=False) if page.bars or page.chamber else ""
    return ResultPrint(
        language=language(),
        symbol=_same(_("%(meeting)s, poll %(number)d", meeting=symbol(page.poll.meeting), number=page.poll.id)),
        title=_same(words(page.poll.question)),
        state=_same(page.headline),
        sessions=tuple(_same(line) for line in _facts(page, zone)),
        notes=tuple(_notes(page)),
        rounds_head=_("Round by round"),
        rounds=tuple(
            f"{_('Round %(number)d', number=each.number)}. {' '.join(each.sentences)}" for each in page.rounds
        ),
        tables=tuple(tables(page, zone=zone)),
        picture=drawn,
        alt=f"{words(page.poll.question)} {page.headline}",
        organisation=current_app.extensions["settings"].organisation_name,
        link=url_for("poll.results", poll_id=page.poll.id, _external=True),
        modified=_changed_at(page),
    )


def picture(page: ResultPage, *, zone: str, alone: bool = True) -> str:
    """Return the result of *page* as a picture: an SVG by itself, or the drawing of a paper."""
    return poll_picture.svg(
        Picture(
            language=language(),
            title=words(page.poll.question),
            headline=page.headline,
            stripes=[
                Stripe(bar.name, _figure(bar.figure, bar.percent, bar.share), bar.percent, bar.letter)
                for bar in page.bars
            ],
            line=page.line,
            chamber=str(page.chamber.svg) if page.chamber else "",
            key=[(key.shape, key.words) for key in page.chamber.key] if page.chamber else (),
            foot=[*_facts(page, zone), *_notes(page)],
        ),
        alone=alone,
    )


def _figure(figure: str, percent: int, share: bool) -> str:
    return f"{figure} ({_('%(percent)d%%', percent=percent)})" if share else figure


def _same(text: str) -> Bilingual:
    """Return *text*, which is in the reader's language, for papers made in that one alone."""
    return Bilingual(str(text), str(text))


def _changed_at(page: ResultPage) -> datetime:
    return page.poll.released_at or page.poll.closed_at or page.poll.created_at


def _facts(page: ResultPage, zone: str) -> list[str]:
    """Return what one has to know of the result: where, when, how many, at which level."""
    poll = page.poll
    where = words(poll.meeting.title)
    if poll.item:
        where = f"{where}, {_('item %(number)s', number=poll.item.number)}"
    facts = [where, f"{page.took_part_words} {_('Both language sessions together.')}"]
    if poll.closed_at:
        zones = dict.fromkeys((zone, house.zone()))
        facts.append(
            str(_("Closed: %(when)s.", when=" – ".join(f"{moment(poll.closed_at, z)} {city(z)}" for z in zones)))
        )
    if page.dates and (settled := settled_words(page.dates.settlement, zone)):
        facts.append(settled)
    return facts


def _notes(page: ResultPage) -> list[str]:
    """Return how the figures are to be read, and the digest where it tells nothing that is kept back."""
    notes = []
    if page.line is not None and page.said.line:
        needed = page.said.line.needed
        notes.append(str(_("The line across the bars stands at the votes needed: %(needed)d.", needed=needed)))
    if page.poll.lots:
        chair = page.poll.ties == "chair"
        names = {"names": page.drawn}
        notes.append(
            str(_("Decided by the chair: %(names)s.", **names) if chair else _("Drawn by lot: %(names)s.", **names))
        )
    if page.level:
        notes.append(page.level)
    plain = page.poll.kind is QuestionKind.ONE and not page.result.withheld
    if page.poll.digest and (plain or page.poll.secrecy is Secrecy.NAMED):
        notes.append(str(_("SHA-256 of rule, electorate and ballots as counted: %(digest)s", digest=page.poll.digest)))
    return notes
