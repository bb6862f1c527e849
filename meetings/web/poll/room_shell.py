"""The part of a room in which one poll is open, made once and then filled in for each who looks at it."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import NamedTuple, cast

from flask import g

from meetings.domain.poll.rules import Turnout
from meetings.models.database import apart
from meetings.models.person import Person
from meetings.models.poll import Procedure, QuestionKind
from meetings.web import gaps
from meetings.web.gaps import Gapped, gap
from meetings.web.poll.by_proxy import ByProxy
from meetings.web.poll.own_ballot import Mine
from meetings.web.poll.slip import Slip
from meetings.web.poll.voting import VotePage


class Look(NamedTuple):
    """All that makes one such part differ from another, but for what is filled in."""

    language: str
    #: In which the closing time is said, if there is one.
    zone: str
    #: What the database says of the polls of the meeting.
    common: str
    advisory: bool
    is_in: bool
    #: What a named ballot says; whether it is known who cast it.
    choice: str | None
    by_somebody: bool


class Filling(NamedTuple):
    """What is filled in: plain texts, empty where there is nothing to say."""

    whose: str
    csrf: str
    form: str
    cast: str
    entitled: str
    by: str = ""
    time: str = ""
    number: str = ""


class _Blank(VotePage):
    """A page whose paper has a gap for its random name."""

    def slip(self) -> Slip:
        """Return such a paper."""
        slip = VotePage.slip(self)
        slip.form = gap("form")
        return slip


def of(page: VotePage, render: Callable[[VotePage], str]) -> Gapped | None:
    """Return what *render* makes of *page*, with gaps; nothing if *page* says more of its reader than a ``Filling``."""
    if not _is_usual(page):
        return None
    own = g.pop("csrf_token", None)
    g.csrf_token = gap("csrf")
    try:
        return gaps.split(render(_blank(page)))
    finally:
        g.csrf_token = own


def _is_usual(page: VotePage) -> bool:
    mine, poll = page.mine, page.poll
    if mine is None or page.turnout is None or page.by_proxy != ByProxy():
        return False
    plain = poll.procedure is not Procedure.SILENCE and poll.kind is not QuestionKind.DATES
    alone = not mine.principal and not mine.cast_for and not mine.by_proxy and mine.elector.locked_at is None
    own = not (mine.is_in and mine.may_lock) and not page.may_manage
    dated = mine.ballot is None or (mine.cast_today and mine.cast_by is not None)
    return plain and alone and own and dated


def _blank(page: VotePage) -> VotePage:
    mine = cast("Mine", page.mine)
    by = apart(Person, {"name": gap("by")}) if mine.cast_by else None
    number = cast("int", gap("number")) if mine.number else None
    mine = replace(mine, name=gap("whose"), cast_by=by, cast_time=gap("time"), number=number)
    turnout = Turnout(cast("int", gap("cast")), cast("int", gap("entitled")))
    known = {field.name: getattr(page, field.name) for field in fields(page)}
    return _Blank(**{**known, "mine": mine, "turnout": turnout})
