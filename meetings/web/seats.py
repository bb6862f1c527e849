"""Puts the Members into the chamber for a page: who sits where, in the reader's language, and in which state."""

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from itertools import groupby

from meetings.core.bilingual import ENGLISH, Language
from meetings.core.chamber import Seat as Drawn
from meetings.domain.organisation.queries import Seat
from meetings.i18n import language
from meetings.models.organisation import Organisation
from meetings.web.chamber import Chamber, Region, chamber
from meetings.web.chamber_words import Mode

FULL, EMPTY, DOT, BROKEN = "a", "", "v", "s"


def regions(seats: Sequence[Seat], state: Callable[[Seat], str]) -> tuple[Region, ...]:
    """Group *seats*, which come in the chamber's order, by region, each in the *state* that it is asked for."""
    english = language() == ENGLISH
    return tuple(
        Region(
            code, first.region_en if english else first.region_fr, tuple(_drawn(seat, state, english) for seat in group)
        )
        for code, group in ((code, list(found)) for code, found in groupby(seats, key=lambda seat: seat.region))
        for first in group[:1]
    )


def _drawn(seat: Seat, state: Callable[[Seat], str], english: bool) -> Drawn:
    return Drawn(seat.code, state(seat), seat.name_en if english else seat.name_fr)


def filled(
    seats: Sequence[Seat],
    full: Collection[int],
    *,
    mode: Mode,
    mine: Organisation | None = None,
    titles: bool = False,
    named_only: bool = False,
) -> Chamber:
    """Return the chamber in which the organisations with the ids *full* are filled; those without an NCP are dots.

    With *named_only* they do not count; *titles* names every seat.
    """
    name = mine.name.shown(language())[0] if mine else ""
    return chamber(
        _filled(tuple(seats), frozenset(full), language()),
        mode=mode,
        me=mine.code if mine else None,
        mine=name,
        titles=titles,
        named_only=named_only,
    )


@lru_cache(maxsize=64)
def _filled(seats: tuple[Seat, ...], full: frozenset[int], _language: Language) -> tuple[Region, ...]:
    """Put the same seats, filled in the same way, into regions only once in a language."""
    return regions(seats, lambda seat: FULL if seat.id in full else EMPTY if seat.named else DOT)
