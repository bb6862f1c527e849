"""The chamber as pages show it: the picture, its key and the same figures as a table, in the reader's words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from meetings.core.chamber import Seat, Wedge, draw, mini
from meetings.web.chamber_words import Key, Mode, Tally, Words, words

#: The states that count, and those that do not belong to the denominator.
_COUNTED: Mapping[Mode, tuple[str, ...]] = {
    "confirmation": ("y", "n"),
    "named_vote": ("y", "n", "b"),
    "register": ("a", "", "s"),
}
_LEFT_OUT = {"voted": "v", "vote_over": "v", "named_vote": "x", "confirmation": "x"}


class Region(NamedTuple):
    """A region with its name in the reader's language and its seats, whose titles are the names of Members."""

    code: str
    name: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one region: *count* of *total* administrations, in *figures* as words."""

    code: str
    name: str
    count: int
    total: int
    percent: int
    figures: str


@dataclass(frozen=True, slots=True)
class Sum:
    """The last line of the table, with its words."""

    label: str
    figures: str


@dataclass(frozen=True, slots=True)
class Chamber:
    """A picture with its key and its table; a hollow chamber has neither key nor rows."""

    svg: Markup
    key: tuple[Key, ...]
    rows: tuple[Row, ...]
    total: int
    of: int
    percent: int
    caption: str
    sum: Sum


class _Composed(NamedTuple):
    """All of a chamber that is the same for every reader of a language."""

    wedges: tuple[Wedge, ...]
    rows: tuple[Row, ...]
    tally: Tally
    words: Words
    desc: str
    big: str
    small: str
    sum: Sum


def chamber(
    regions: Sequence[Region],
    *,
    mode: Mode,
    ident: str = "chamber",
    me: str | None = None,
    mine: str = "",
    named_only: bool = False,
    titles: bool = False,
) -> Chamber:
    """The chamber of *regions*, from left to right, with a ring round the seat of *me*, whose Member is *mine*.

    With *named_only* the denominator is the administrations with an NCP; *titles* names every seat, which
    public pages and votes by secret ballot must not do.
    """
    parts = _composed(tuple(regions), mode, named_only, titles, str(get_locale()))
    svg = draw(
        parts.wedges,
        ident=ident,
        title=parts.words.title,
        desc=parts.desc,
        big=parts.big,
        small=parts.small,
        me=me,
        titles=titles,
    )
    return Chamber(
        svg=Markup(svg),  # noqa: S704 - draw escapes what it is given
        key=(*parts.words.key, *_your_seat(regions, me, mine)),
        rows=parts.rows,
        total=parts.tally.count,
        of=parts.tally.of,
        percent=percent(parts.tally.count, parts.tally.of),
        caption=parts.words.caption,
        sum=parts.sum,
    )


@lru_cache(maxsize=64)
def _composed(regions: tuple[Region, ...], mode: Mode, named_only: bool, titles: bool, _language: str) -> _Composed:
    """Count and word a chamber once; *_language* keeps the languages apart."""
    rows = tuple(_row(region, mode, named_only) for region in regions)
    tally = _tally(regions, rows, named_only)
    spoken = words(mode, tally)
    hollow = mode == "hollow"
    return _Composed(
        wedges=_wedges(regions, mode, spoken if titles else None),
        rows=() if hollow else rows,
        tally=tally,
        words=spoken,
        desc=f"{_order(regions)} {spoken.rule}",
        big="" if hollow else str(tally.count),
        small="" if hollow else _("of %(total)d", total=tally.of),
        sum=Sum(_("Total, %(percent)d%%", percent=percent(tally.count, tally.of)), _figures(tally.count, tally.of)),
    )


def small_chamber(regions: Sequence[Region], *, mode: Mode, me: str | None = None) -> Markup:
    """The chamber for a list, with the finding as its name."""
    parts = _composed(tuple(regions), mode, False, False, str(get_locale()))
    return Markup(mini(parts.wedges, label=parts.words.title, me=me))  # noqa: S704 - mini escapes


def percent(count: int, total: int) -> int:
    """The share in whole per cent, halves up; 0 of nothing is 0."""
    return (200 * count + total) // (2 * total) if total else 0


def _row(region: Region, mode: Mode, named_only: bool) -> Row:
    states = Counter(seat.state for seat in region.seats)
    count = sum(states[state] for state in _COUNTED.get(mode, ("a",)))
    left_out = "v" if named_only else _LEFT_OUT.get(mode, "")
    total = len(region.seats) - states[left_out] if left_out else len(region.seats)
    return Row(region.code, region.name, count, total, percent(count, total), _figures(count, total))


def _figures(count: int, total: int) -> str:
    return str(_("%(count)d of %(total)d", count=count, total=total))


def _tally(regions: Sequence[Region], rows: tuple[Row, ...], named_only: bool) -> Tally:
    states = Counter(seat.state for region in regions for seat in region.seats)
    return Tally(sum(row.count for row in rows), sum(row.total for row in rows), states, named_only)


def _wedges(regions: Sequence[Region], mode: Mode, spoken: Words | None) -> tuple[Wedge, ...]:
    return tuple(Wedge(region.code, tuple(_seat(seat, mode, spoken) for seat in region.seats)) for region in regions)


def _seat(seat: Seat, mode: Mode, spoken: Words | None) -> Seat:
    """The seat as drawn: with the words of its state where seats have names."""
    state = "" if mode == "hollow" else seat.state
    return Seat(seat.key, state, f"{seat.title} – {spoken.states[state]}" if spoken else "")


def _order(regions: Sequence[Region]) -> str:
    names = ", ".join(region.name for region in regions)
    if not names:
        return str(_("One seat for each administration."))
    return str(_("One seat for each administration, grouped by region from left to right: %(names)s.", names=names))


def _your_seat(regions: Sequence[Region], me: str | None, mine: str) -> tuple[Key, ...]:
    if me is None or not any(seat.key == me for region in regions for seat in region.seats):
        return ()
    return (Key("you", _("your seat, %(member)s", member=mine) if mine else _("your seat")),)
