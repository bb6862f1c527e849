"""What the chamber says in each of its modes: the finding, how to read it, the key and the table's caption."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

#: hollow: before registration. vote_over: nobody can vote any more. register: who has named an NCP.
Mode = Literal["hollow", "registered", "took_part", "voted", "vote_over", "named_vote", "register", "confirmation"]
Shape = Literal["full", "outline", "dot", "broken", "yes", "no", "abstention", "you"]


class Key(NamedTuple):
    """A shape of the picture and what it stands for."""

    shape: Shape
    words: str


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of a chamber: *count* of *of* administrations, how many have each state, and what *of* means."""

    count: int
    of: int
    states: Mapping[str, int]
    named_only: bool


class Words(NamedTuple):
    """The words of a chamber; *states* are those of a single seat."""

    title: str
    rule: str
    caption: str
    key: tuple[Key, ...]
    states: Mapping[str, str]


def words(mode: Mode, tally: Tally) -> Words:
    """The words of a chamber in *mode* with these figures."""
    return _MODES[mode](tally)


def _shown(tally: Tally, *marks: tuple[str, Shape, str]) -> tuple[Key, ...]:
    """The key: the first shape always, the others where they occur."""
    return tuple(Key(shape, text) for n, (state, shape, text) in enumerate(marks) if n == 0 or tally.states[state])


def _without(tally: Tally) -> tuple[str, Shape, str]:
    number = tally.states["v"]
    return "v", "dot", ngettext("%(num)d without an NCP", "%(num)d without an NCP", number)


def _not_yet(tally: Tally) -> tuple[str, Shape, str]:
    return "", "outline", ngettext("%(num)d not yet", "%(num)d not yet", tally.states[""])


def _hollow(tally: Tally) -> Words:
    return Words(
        title=ngettext("The chamber: %(num)d administration", "The chamber: %(num)d administrations", tally.of),
        rule=_("Nobody can register yet."),
        caption="",
        key=(),
        states={"": _("not yet")},
    )


def _registered(tally: Tally) -> Words:
    return Words(
        title=ngettext(
            "The chamber: %(num)d of %(total)d administrations registered",
            "The chamber: %(num)d of %(total)d administrations registered",
            tally.count,
            total=tally.of,
        ),
        rule=_("A filled seat is registered, an outline is not yet, a dot has no NCP. The table has the figures."),
        caption=_("Administrations registered, of those with an NCP, by region")
        if tally.named_only
        else _("Administrations registered, by region"),
        key=_shown(
            tally,
            ("a", "full", ngettext("%(num)d registered", "%(num)d registered", tally.count)),
            _not_yet(tally),
            _without(tally),
        ),
        states={"a": _("registered"), "": _("not yet"), "v": _("no NCP named")},
    )


def _took_part(tally: Tally) -> Words:
    return Words(
        title=ngettext(
            "The chamber: %(num)d of %(total)d administrations took part",
            "The chamber: %(num)d of %(total)d administrations took part",
            tally.count,
            total=tally.of,
        ),
        rule=_("A filled seat took part, an outline was absent, a dot has no NCP. The table has the figures."),
        caption=_("Administrations that took part, of those with an NCP, by region")
        if tally.named_only
        else _("Administrations that took part, by region"),
        key=_shown(
            tally,
            ("a", "full", ngettext("%(num)d took part", "%(num)d took part", tally.count)),
            ("", "outline", ngettext("%(num)d absent", "%(num)d absent", tally.states[""])),
            _without(tally),
        ),
        states={"a": _("took part"), "": _("absent"), "v": _("no NCP named")},
    )


def _not_entitled(number: int, state: str) -> tuple[str, Shape, str]:
    return state, "dot", ngettext("%(num)d not entitled", "%(num)d not entitled", number)


def _voted_title(tally: Tally) -> str:
    title: str = ngettext(
        "The chamber: %(num)d of %(total)d administrations has voted",
        "The chamber: %(num)d of %(total)d administrations have voted",
        tally.count,
        total=tally.of,
    )
    return title


def _voted(tally: Tally) -> Words:
    return Words(
        title=_voted_title(tally),
        rule=_("A filled seat has voted, an outline has not yet, a dot is not entitled. The table has the figures."),
        caption=_("Administrations that have voted, of those entitled, by region"),
        key=_shown(
            tally,
            ("a", "full", ngettext("%(num)d has voted", "%(num)d have voted", tally.count)),
            _not_yet(tally),
            _not_entitled(tally.states["v"], "v"),
        ),
        states={"a": _("has voted"), "": _("not yet"), "v": _("not entitled")},
    )


def _vote_over(tally: Tally) -> Words:
    silent = ngettext("%(num)d did not vote", "%(num)d did not vote", tally.states[""])
    return Words(
        title=_voted_title(tally),
        rule=_("A filled seat has voted, an outline did not vote, a dot was not entitled. The table has the figures."),
        caption=_("Administrations that have voted, of those entitled, by region"),
        key=_shown(
            tally,
            ("a", "full", ngettext("%(num)d has voted", "%(num)d have voted", tally.count)),
            ("", "outline", silent),
            _not_entitled(tally.states["v"], "v"),
        ),
        states={"a": _("has voted"), "": _("did not vote"), "v": _("not entitled")},
    )


def _answers(tally: Tally) -> tuple[Key, ...]:
    yes, no, abstention = (tally.states[state] for state in "ynb")
    return (
        Key("yes", ngettext("%(num)d yes", "%(num)d yes", yes)),
        Key("no", ngettext("%(num)d no", "%(num)d no", no)),
        Key("abstention", ngettext("%(num)d abstention", "%(num)d abstentions", abstention)),
    )


def _named_vote(tally: Tally) -> Words:
    answers = _answers(tally)
    not_cast = ngettext("%(num)d not cast", "%(num)d not cast", tally.states["o"])
    rest: tuple[tuple[str, Shape, str], ...] = (("o", "outline", not_cast), _not_entitled(tally.states["x"], "x"))
    return Words(
        title=", ".join((_voted_title(tally), *(key.words for key in answers))),
        rule=_(
            "Disc: yes. Ring: no. Half-disc: abstention. Thin outline: not cast. Dot: not entitled."
            " The table has the figures."
        ),
        caption=_("Administrations that have voted, of those entitled, by region"),
        key=answers + tuple(Key(shape, text) for state, shape, text in rest if tally.states[state]),
        states={
            "y": _("yes"),
            "n": _("no"),
            "b": _("abstention"),
            "o": _("not cast"),
            "x": _("not entitled"),
        },
    )


def _register(tally: Tally) -> Words:
    return Words(
        title=ngettext(
            "The chamber: %(num)d of %(total)d administrations has named an NCP",
            "The chamber: %(num)d of %(total)d administrations have named an NCP",
            tally.count,
            total=tally.of,
        ),
        rule=_(
            "A filled seat has a head NCP, an outline has NCPs but no head, a broken ring has an address that fails,"
            " a dot has no NCP. The table has the figures."
        ),
        caption=_("Administrations with an NCP, by region"),
        key=_shown(
            tally,
            ("a", "full", ngettext("%(num)d with a head NCP", "%(num)d with a head NCP", tally.states["a"])),
            ("", "outline", ngettext("%(num)d without a head", "%(num)d without a head", tally.states[""])),
            (
                "s",
                "broken",
                ngettext("%(num)d with an address that fails", "%(num)d with an address that fails", tally.states["s"]),
            ),
            _without(tally),
        ),
        states={
            "a": _("head NCP named"),
            "": _("NCP named, no head"),
            "s": _("an address fails"),
            "v": _("no NCP named"),
        },
    )


def _confirmation(tally: Tally) -> Words:
    confirmed, changed, opened, silent = (tally.states[state] for state in "ynbo")
    without = ngettext("%(num)d without an answer", "%(num)d without an answer", silent)
    not_asked = ngettext("%(num)d not asked", "%(num)d not asked", tally.states["x"])
    rest: tuple[tuple[str, Shape, str], ...] = (("o", "outline", without), ("x", "dot", not_asked))
    return Words(
        title=ngettext(
            "The chamber: %(num)d of %(total)d administrations has answered",
            "The chamber: %(num)d of %(total)d administrations have answered",
            tally.count,
            total=tally.of,
        ),
        rule=_(
            "Disc: confirmed. Ring: changes named. Half-disc: opened. Thin outline: no answer. Dot: not asked."
            " The table has the figures."
        ),
        caption=_("Administrations that have answered, of those asked, by region"),
        key=(
            Key("yes", ngettext("%(num)d confirmed", "%(num)d confirmed", confirmed)),
            Key("no", ngettext("%(num)d with changes", "%(num)d with changes", changed)),
            Key("abstention", ngettext("%(num)d opened", "%(num)d opened", opened)),
            *(Key(shape, text) for state, shape, text in rest if tally.states[state]),
        ),
        states={
            "y": _("confirmed"),
            "n": _("changes named"),
            "b": _("opened"),
            "o": _("no answer"),
            "x": _("not asked"),
        },
    )


_MODES: Mapping[Mode, Callable[[Tally], Words]] = {
    "hollow": _hollow,
    "registered": _registered,
    "took_part": _took_part,
    "voted": _voted,
    "vote_over": _vote_over,
    "named_vote": _named_vote,
    "register": _register,
    "confirmation": _confirmation,
}
