"""The result of a poll turned into the plain values that its files are made from, in the reader's language."""

from collections.abc import Sequence
from datetime import datetime

from flask import current_app, url_for
from flask_babel import format_decimal
from flask_babel import gettext as _

from meetings.core.bilingual import Bilingual
from meetings.domain.meeting.rules import symbol
from meetings.exports import poll_picture
from meetings.exports.poll_picture import Picture, Stripe
from meetings.exports.poll_values import ResultPrint, TablePrint
from meetings.exports.tables import Cell
from meetings.i18n import city, language, moment, words
from meetings.models.poll import QuestionKind, Secrecy
from meetings.web import house
from meetings.web.poll import export
from meetings.web.poll.results_page import Group, ResultPage


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
        tables=tuple(_tables(page)),
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
    poll, result = page.poll, page.result
    where = words(poll.meeting.title)
    if poll.item:
        where = f"{where}, {_('item %(number)s', number=poll.item.number)}"
    turnout = _("%(cast)d of %(entitled)d administrations voted.", cast=result.cast, entitled=result.entitled)
    facts = [where, f"{turnout} {_('Both language sessions together.')}"]
    if poll.closed_at:
        zones = dict.fromkeys((zone, house.zone()))
        facts.append(
            str(_("Closed: %(when)s.", when=" – ".join(f"{moment(poll.closed_at, z)} {city(z)}" for z in zones)))
        )
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


def _tables(page: ResultPage) -> list[TablePrint]:
    found = [_table(page.figures, *export.figures(page))]
    if page.matrix:
        pairs: list[Sequence[Cell]] = [[n, *row] for n, row in zip(page.matrix.names, page.matrix.wins, strict=True)]
        found.append(_table(_("Each against each"), ["", *page.matrix.names], pairs))
    if page.sittings:
        found.append(_groups(page, _("By sitting"), page.sittings))
    if page.observers:
        found.append(_groups(page, _("Observers"), [page.observers]))
    if page.roll is not None:
        heads = [_("Administration"), _("Region"), _("Ballot"), _("Cast by")]
        found.append(_table(_("Who voted what"), heads, roll_rows(page)))
    return found


def roll_rows(page: ResultPage) -> list[Sequence[Cell]]:
    """Return everybody entitled with region, ballot and who cast it."""
    return [
        [
            words(line.organisation.name) if line.organisation and not line.person else line.person,
            line.region.code if line.region else "",
            page.answer(line.choice) if line.choice is not None else _("not cast"),
            f"{line.cast_by}, {_('by proxy: %(name)s', name=words(line.holder.name))}" if line.holder else line.cast_by,
        ]
        for line in page.roll or ()
    ]


def _groups(page: ResultPage, caption: str, groups: Sequence[Group]) -> TablePrint:
    heads = ["", *(words(line.option.text) for line in page.result.options), _("Cast")]
    return _table(caption, heads, [[each.name, *each.counts, each.cast] for each in groups])


def _table(caption: str, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> TablePrint:
    """Return a table whose columns of numbers stand to the right; each row has as many cells as the head."""
    wide = max([len(header), *(len(row) for row in rows)])
    full = [[*row, *[""] * (wide - len(row))] for row in rows]
    figures = tuple(
        n > 0 and all(not isinstance(row[n], str) or row[n] in ("", "–") for row in full) for n in range(wide)
    )
    heads = (*header, *[""] * (wide - len(header)))
    return TablePrint(
        str(caption), tuple(map(str, heads)), tuple(tuple(_read(c) for c in row) for row in full), figures
    )


def _read(cell: Cell) -> str:
    """Return *cell* as it is read."""
    if cell is None:
        return "–"
    return str(format_decimal(cell, format="#,##0.##")) if isinstance(cell, float | int) else str(cell)
