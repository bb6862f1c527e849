"""Works out what the next meeting of a series would be: everything that its planner then adjusts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from meetings.core.bilingual import Bilingual
from meetings.domain.agenda.rules import ItemDraft
from meetings.domain.meeting.rules import Sitting
from meetings.domain.series import queries, rules
from meetings.domain.series.queries import Arising
from meetings.models.agenda import Purpose
from meetings.models.meeting import Meeting, Series, Visibility
from meetings.models.series import DeadlineKind, ItemKind, SeriesItem

#: A title that is longer is cut between words.
LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Point:
    """An item of the agenda to be; *under* says that it belongs to the item before that does not."""

    draft: ItemDraft
    under: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A meeting as its series would have it, on a first day."""

    number: int
    title: Bilingual
    summary: Bilingual
    visibility: Visibility
    sittings: Sequence[Sitting]
    #: Wall times in the zone of the first sitting.
    opens: datetime | None
    closes: datetime | None
    documents: datetime | None
    comments: datetime | None
    points: Sequence[Point]
    #: The meeting before, if there is one.
    previous: Meeting | None


def proposal(series: Series, number: int, first: date) -> Proposal:
    """Return what meeting *number* of *series* would be when it begins on *first*."""
    previous = queries.before(series, number)
    sittings = [rules.sitting(kept, first) for kept in queries.sittings(series)]
    last = max((sitting.ends.date() for sitting in sittings), default=first)
    dates = {one.kind: rules.promised(one, first, series.holidays, last=last) for one in queries.deadlines(series)}
    return Proposal(
        number=number,
        title=rules.title(series, number, first.year),
        summary=rules.filled(series.summary, number, first.year, feminine=series.feminine),
        visibility=series.visibility,
        sittings=sittings,
        opens=dates.get(DeadlineKind.REGISTRATION_OPENS),
        closes=dates.get(DeadlineKind.REGISTRATION_CLOSES),
        documents=dates.get(DeadlineKind.DOCUMENTS),
        comments=dates.get(DeadlineKind.COMMENTS),
        points=list(_points(series, number, first.year, previous)),
        previous=previous,
    )


def _points(series: Series, number: int, year: int, previous: Meeting | None) -> Iterator[Point]:
    """Yield the items of the agenda of meeting *number*, with what the *previous* one left."""
    for item in queries.items(series):
        if item.kind is not ItemKind.PLAIN and previous is None:
            continue
        if item.kind is ItemKind.RECORD and previous and previous.record_adopted_at:
            continue
        yield Point(_draft(series, item, number, year))
        if item.kind is ItemKind.ARISING and previous:
            yield from map(_arising, queries.arising(previous))


def _draft(series: Series, item: SeriesItem, number: int, year: int) -> ItemDraft:
    return ItemDraft(
        title=rules.filled(item.title, number, year, feminine=series.feminine),
        purpose=item.purpose,
        presenter=item.presenter,
        minutes=item.minutes,
    )


def _arising(left: Arising) -> Point:
    """Return the item about one decision or action, which begins with its symbol in both languages."""
    en, fr = (_cut(f"{left.symbol}: {text}") if text else "" for text in (left.text.en, left.text.fr))
    title = replace(left.text, en=en, fr=fr)
    return Point(ItemDraft(title=title, purpose=Purpose.INFORMATION, presenter=Bilingual(), minutes=None), under=True)


def _cut(title: str) -> str:
    """Return *title* on one line, cut between words where it is too long."""
    line = " ".join(title.split(" ")).replace("\n", " ")
    if len(line) <= LONGEST_TITLE:
        return line
    return line[: LONGEST_TITLE - 1].rpartition(" ")[0] + "…"
