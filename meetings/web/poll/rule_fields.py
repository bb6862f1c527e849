"""The fields that make the rule of a poll, and what they mean for each kind of question."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField

from meetings.core.text import as_integer
from meetings.domain.organisation import queries as register
from meetings.domain.poll import draft_rules, procedures
from meetings.domain.poll.draft_rules import LARGEST_NUMBER, MOST, Terms
from meetings.i18n import words
from meetings.models.poll import (
    Basis,
    Majority,
    Method,
    Procedure,
    QuestionKind,
    ResultsTo,
    ResultsWhen,
    Secrecy,
    Ties,
    Unit,
    Voters,
)
from meetings.web.fields import WholeNumber, choices
from meetings.web.forms import Area, Form, Line, at_most
from meetings.web.invitation.forms import Boxes
from meetings.web.wording import label

#: Bounds that hold where none are typed; “as many as there are options” is 0.
_BOUNDS: Mapping[QuestionKind, tuple[int, int]] = {
    QuestionKind.SEVERAL: (1, 0),
    QuestionKind.RANKING: (1, 0),
    QuestionKind.RATING: (1, 5),
    QuestionKind.POINTS: (0, 10),
    QuestionKind.NUMBER: (0, 100),
    QuestionKind.WORDS: (1, 3),
}
#: Kinds whose lower bound is ours to set.
_ONLY_MOST = (QuestionKind.POINTS, QuestionKind.WORDS)
_LINE = re.compile(r"([A-Za-z0-9-]{1,12})(?:[\s,;:=]+([0-9]{1,4}))?")


def _words(kind: type[StrEnum]) -> Any:
    """Return what offers every word of a list by its label."""
    return lambda: choices([(word.value, label(word)) for word in kind])


def _select(name: Any, kind: type[StrEnum]) -> SelectField:
    return SelectField(name, coerce=str, choices=_words(kind))


def _radio(name: Any, kind: type[StrEnum]) -> RadioField:
    return RadioField(name, coerce=str, choices=_words(kind))


class RuleFields(Form):
    """How a poll is answered, by whom, how it is counted, when and to whom its result is shown."""

    procedure = _radio(_l("How the poll is held"), Procedure)
    stops_at = WholeNumber(_l("Objections that stop it"), low=1, high=procedures.MOST_OBJECTIONS)
    reminders = Line(_l("Days before the deadline on which a reminder is sent"), [at_most(40)])
    kind = _select(_l("Kind of question"), QuestionKind)
    least = WholeNumber(_l("At least"), low=-LARGEST_NUMBER, high=LARGEST_NUMBER)
    most = WholeNumber(_l("At most"), low=-LARGEST_NUMBER, high=LARGEST_NUMBER)
    secrecy = _radio(_l("Who can know who answered what"), Secrecy)
    voters = _radio(_l("Who is entitled"), Voters)
    kinds = Boxes(_l("Kinds of organisation"))
    chosen = Area(_l("The list"), [at_most(10_000)])
    unit = _radio(_l("Ballots"), Unit)
    observers = BooleanField(_l("Organisations without a vote answer too, and are counted apart"))
    final = BooleanField(_l("The first ballot is final"))
    majority = _select(_l("Majority"), Majority)
    basis = _select(_l("Of what"), Basis)
    quorum = WholeNumber(_l("Quorum, in percent of those entitled"), low=0, high=100)
    method = _select(_l("How rankings are counted"), Method)
    seats = WholeNumber(_l("How many options are chosen"), low=1, high=MOST)
    ties = _select(_l("When there is a tie"), Ties)
    results_when = _select(_l("The result is shown"), ResultsWhen)
    results_to = _select(_l("To whom"), ResultsTo)

    def offer_kinds(self) -> None:
        """Offer the kinds of organisation of the register."""
        self.kinds.choices = choices([(str(kind.id), words(kind.name)) for kind in register.kinds()])

    def unfolded(self, fields: Sequence[Any]) -> bool:
        """Say whether one of *fields* differs from what a plain poll has."""
        plain = values(Terms(), {})
        return any((field.data or None) != (plain[field.short_name] or None) for field in fields)

    def terms(self, ordinary: int) -> Terms:
        """Return the rule that was chosen, for so many *ordinary* options; what does not apply is left out."""
        kind, secrecy, voters = QuestionKind(self.kind.data), Secrecy(self.secrecy.data), Voters(self.voters.data)
        least, most = self._bounds(kind, ordinary)
        names_voters = voters in (Voters.KINDS, Voters.CHOSEN)
        found = Terms(
            kind=kind,
            least=least,
            most=most,
            secrecy=secrecy,
            voters=voters,
            kinds=tuple(int(number) for number in self.kinds.data or ()) if voters is Voters.KINDS else (),
            unit=Unit(self.unit.data),
            observers=bool(self.observers.data) and not names_voters,
            changeable=not self.final.data and secrecy is not Secrecy.SECRET,
            majority=Majority(self.majority.data) if kind is QuestionKind.ONE else Majority.NONE,
            basis=Basis(self.basis.data),
            quorum=self.quorum.data or 0,
            method=Method(self.method.data) if kind is QuestionKind.RANKING else Method.MOST,
            seats=1 if kind in draft_rules.WITHOUT_OPTIONS else self.seats.data or 1,
            ties=Ties(self.ties.data),
            results_when=ResultsWhen(self.results_when.data),
            results_to=ResultsTo(self.results_to.data),
            procedure=Procedure(self.procedure.data),
            stops_at=self.stops_at.data or 1,
            reminders=_days(self.reminders.data or ""),
        )
        return procedures.silent(found) if found.procedure is Procedure.SILENCE else found

    def _bounds(self, kind: QuestionKind, ordinary: int) -> tuple[int, int]:
        """Return the bounds typed, or those that the kind of question has by itself."""
        if kind not in _BOUNDS:
            return 1, 1
        low, high = _BOUNDS[kind]
        least = low if kind in _ONLY_MOST or self.least.data is None else self.least.data
        return least, (high or max(ordinary, 1)) if self.most.data is None else self.most.data

    def listed(self) -> tuple[tuple[int, int], ...]:
        """Return the organisations on the list, by id, with their votes; nothing where there is no list."""
        if self.voters.data != Voters.CHOSEN:
            return ()
        ids = {one.code: one.id for one in register.everyone()} if self.chosen.data else {}
        return tuple({ids[code]: weight for code, weight in _lines(self.chosen.data or "") if code in ids}.items())

    def check_list(self) -> bool:
        """Say at the list which lines name no organisation."""
        if self.voters.data == Voters.KINDS and not self.kinds.data:
            self.refuse(_("Tick at least one kind."), self.kinds)
            return False
        if self.voters.data != Voters.CHOSEN:
            return True
        typed = (self.chosen.data or "").splitlines()
        codes = {one.code for one in register.everyone()}
        wrong = [line.strip() for line in typed if line.strip() and not _known(line.strip(), codes)]
        if wrong:
            self.refuse(_("No organisation is named by: %(lines)s.", lines=", ".join(wrong[:10])), self.chosen)
        elif not any(line.strip() for line in typed):
            self.refuse(_("Write at least one organisation."), self.chosen)
        return not self.chosen.errors


def values(terms: Terms, listed: Mapping[str, int], ordinary: int = 0) -> dict[str, Any]:
    """Return what the fields hold for a rule, and for those *listed* by code with their votes.

    “At most” stays empty where it means all of so many *ordinary* options: one more option is then one more to choose.
    """
    shown = terms.kind in _BOUNDS
    all_of_them = terms.kind in draft_rules.CHOOSES and terms.most in (ordinary, MOST)
    found = {name: getattr(terms, name) for name in _AS_THEY_ARE}
    return found | {
        "least": terms.least if shown and terms.kind not in _ONLY_MOST else None,
        "most": terms.most if shown and not all_of_them else None,
        "kinds": [str(number) for number in terms.kinds],
        "chosen": "\n".join(code if weight == 1 else f"{code} {weight}" for code, weight in listed.items()),
        "final": not terms.changeable and terms.secrecy is not Secrecy.SECRET,
        "quorum": terms.quorum or None,
        "reminders": ", ".join(map(str, terms.reminders)),
    }


_AS_THEY_ARE = (
    "procedure",
    "stops_at",
    "kind",
    "secrecy",
    "voters",
    "unit",
    "observers",
    "majority",
    "basis",
    "method",
    "seats",
    "ties",
    "results_when",
    "results_to",
)


def _days(text: str) -> tuple[int, ...]:
    """Return the numbers of days in *text*, the longest first; what is none becomes one that is refused."""
    typed = [each.strip() for each in re.split("[,;]", text) if each.strip()]
    return tuple(sorted({as_integer(each, 1, procedures.LONGEST_LEAD) or 0 for each in typed}, reverse=True))


def _lines(text: str) -> list[tuple[str, int]]:
    """Return the codes of a list with the votes behind them."""
    found = (_LINE.fullmatch(line.strip()) for line in text.splitlines())
    return [(match[1].upper(), int(match[2] or 1) or 1) for match in found if match]


def _known(line: str, codes: set[str]) -> bool:
    match = _LINE.fullmatch(line)
    return match is not None and match[1].upper() in codes and match[2] not in ("0", "00", "000", "0000")
