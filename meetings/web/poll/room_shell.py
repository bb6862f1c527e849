"""The part of a room in which polls are open, made once and then filled in for each who looks at it."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any, NamedTuple, cast

from flask import g

from meetings.domain.poll.rules import Turnout
from meetings.models.database import apart
from meetings.models.person import Person
from meetings.models.poll import Procedure, QuestionKind
from meetings.web import gaps
from meetings.web.gaps import Gapped, gap
from meetings.web.poll.own_ballot import Mine
from meetings.web.poll.slip import Slip
from meetings.web.poll.voting import VotePage

#: One for each open poll, by id; of more than so many all is for the view to say.
LETTERS = "abcd"


class Own(NamedTuple):
    """What somebody's own ballot makes of a poll, but for what is filled in."""

    advisory: bool
    is_in: bool
    #: What a named ballot says; whether it is known who cast it.
    choice: str | None
    by_somebody: bool


class Look(NamedTuple):
    """All that makes one such part differ from another, but for what is filled in."""

    language: str
    #: In which closing times are said, if there are any.
    zone: str
    #: What the database says of the polls of the meeting.
    common: str
    #: Of each open poll, by id.
    polls: tuple[Own, ...]


class Filling(NamedTuple):
    """What is filled in of one poll: plain texts, empty where there is nothing to say."""

    whose: str
    form: str
    cast: str
    entitled: str
    by: str = ""
    time: str = ""
    number: str = ""


class _Blank(VotePage):
    """A page whose paper is called *form*."""

    form: str

    def __init__(self, form: str, **known: Any) -> None:
        super().__init__(**known)
        object.__setattr__(self, "form", form)

    def slip(self) -> Slip:
        """Return such a paper."""
        slip = VotePage.slip(self)
        slip.form = self.form
        return slip


def values(csrf: str, fillings: Sequence[Filling]) -> dict[str, str]:
    """Return by the names of their gaps what is filled in, of each open poll by id; *csrf* is in every form."""
    found = {"csrf": csrf}
    for letter, filling in zip(LETTERS, fillings, strict=False):
        found |= {f"{name}{letter}": value for name, value in filling._asdict().items()}
    return found


def of(pages: Sequence[VotePage], render: Callable[[list[VotePage]], str]) -> Gapped | None:
    """Return what *render* makes of *pages*, with gaps; nothing if one says more of its reader than a ``Filling``."""
    if len(pages) > len(LETTERS) or not all(_is_usual(page) for page in pages):
        return None
    ids = sorted(page.poll.id for page in pages)
    own = g.pop("csrf_token", None)
    g.csrf_token = gap("csrf")
    try:
        return gaps.split(render([_blank(page, LETTERS[ids.index(page.poll.id)]) for page in pages]))
    finally:
        g.pop("csrf_token")
        if own:
            g.csrf_token = own


def _is_usual(page: VotePage) -> bool:
    mine, poll = page.mine, page.poll
    if mine is None or page.turnout is None or page.by_proxy.given or page.by_proxy.represented:
        return False
    plain = poll.procedure is not Procedure.SILENCE and poll.kind is not QuestionKind.DATES
    alone = not mine.principal and not mine.cast_for and not mine.by_proxy and mine.elector.locked_at is None
    own = not (mine.is_in and mine.may_lock) and not page.may_manage
    dated = mine.ballot is None or (mine.cast_today and mine.cast_by is not None)
    return plain and alone and own and dated


def _blank(page: VotePage, letter: str) -> VotePage:
    """Return *page* with gaps for what is the reader's own, whose names end with *letter*."""
    there = Filling(*(gap(f"{name}{letter}") for name in Filling._fields))
    mine = cast("Mine", page.mine)
    by = apart(Person, {"name": there.by}) if mine.cast_by else None
    number = cast("int", there.number) if mine.number else None
    mine = replace(mine, name=there.whose, cast_by=by, cast_time=there.time, number=number)
    turnout = Turnout(cast("int", there.cast), cast("int", there.entitled))
    known = {field.name: getattr(page, field.name) for field in fields(page)}
    return _Blank(there.form, **{**known, "mine": mine, "turnout": turnout})
