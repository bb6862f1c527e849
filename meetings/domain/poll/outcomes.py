"""What the ballots of a poll decide by its rule; pure, and the same for page, projector, file and record."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from meetings.core.counting import majority as majorities
from meetings.core.counting.ballots import Ranking, multiset, ranking
from meetings.core.counting.majority import Verdict
from meetings.core.counting.pairwise import Schulze, schulze
from meetings.core.counting.runoff import runoff
from meetings.core.counting.scores import Rating, rating
from meetings.core.counting.stages import Count
from meetings.core.counting.sums import Sum, approval, borda, points
from meetings.core.counting.ties import Lot, LotFor
from meetings.core.counting.transfer import scottish
from meetings.domain.poll import dates, result_rules, rules
from meetings.domain.poll.dates import DateTally
from meetings.domain.poll.draft_rules import Terms
from meetings.domain.poll.result_rules import Result, Sheet
from meetings.models.poll import Basis, Majority, Method, Procedure, QuestionKind, Ties

#: Rules under which a person ends a tie, and the poll keeps what was decided.
SETTLED = (Ties.LOT, Ties.CHAIR)
_SHARES = {
    Majority.SIMPLE: majorities.MORE_THAN_HALF,
    Majority.ABSOLUTE: majorities.MORE_THAN_HALF,
    Majority.TWO_THIRDS: majorities.TWO_THIRDS,
}
_BASES = {
    Basis.VOTING: majorities.Basis.YES_AND_NO,
    Basis.CAST: majorities.Basis.CAST,
    Basis.ENTITLED: majorities.Basis.ENTITLED,
}


class Form(StrEnum):
    """What kind of answer a result gives."""

    MOTION = "motion"
    CHOICE = "choice"
    POINTS = "points"
    BORDA = "borda"
    ROUNDS = "rounds"
    PAIRS = "pairs"
    RATING = "rating"
    NUMBER = "number"
    TEXTS = "texts"
    WORDS = "words"
    SILENCE = "silence"
    DATES = "dates"


@dataclass(frozen=True, slots=True)
class Line:
    """What has to be reached: *needed* of *number* votes, those of *basis*."""

    needed: int
    number: int
    basis: Basis


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers that were written, weights included."""

    answers: int
    #: Nothing where they may not be told.
    least: Decimal | None
    most: Decimal | None
    mean: Fraction
    median: Fraction
    total: Decimal


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a poll decided; options are ids.

    *verdict* is that of a motion, and quorum missed whatever was asked. *totals* are votes or points in the order of
    the paper, without abstentions. *elected* are certain, in their order. *tied* waits for whoever ends it by the
    rule of the poll; *rejected* says that “none of these” came before whoever else could have been elected.
    """

    form: Form
    verdict: Verdict | None
    line: Line | None
    #: So many of those entitled had to cast a ballot, where a quorum is set.
    quorum: int | None
    totals: Mapping[int, Decimal]
    elected: tuple[int, ...] = ()
    tied: Lot | None = None
    lots: tuple[int, ...] = ()
    rejected: bool = False
    abstentions: int = 0
    counted: Count | None = None
    pairs: Schulze | None = None
    ratings: Rating | None = None
    numbers: Numbers | None = None
    #: How often is nothing where it may not be told.
    words: tuple[tuple[str, int | None], ...] = ()
    texts: tuple[str, ...] = ()
    #: Of administrations, whatever their weight, in a silence procedure.
    objections: int = 0
    #: What was answered to each date, the best first.
    dates: tuple[DateTally, ...] = ()

    @property
    def quorum_missed(self) -> bool:
        """Whether too few took part, so that nothing is decided."""
        return self.verdict is Verdict.QUORUM_MISSED


def outcome(rule: Terms, found: Result, lots: Sequence[int] = ()) -> Outcome:
    """Say what *found* means by *rule*, with the *lots* that were drawn so far, or what the chair decided.

    Raises ``WrongLot`` if a lot fits no tie. A tie that nobody is to end stays in ``tied``.
    """
    if rule.procedure is Procedure.SILENCE:
        return _Counting(rule, found, ()).silence()
    quorum = majorities.quorum_of(majorities.Share(Fraction(rule.quorum, 100)), found.entitled) if rule.quorum else None
    if quorum is not None and found.cast < quorum:
        return _Counting(rule, found, ()).missed(quorum)
    return _Counting(rule, found, tuple(lots), quorum).done()


class _Counting:
    """One result under one rule, counted in the way that fits."""

    def __init__(self, rule: Terms, found: Result, lots: tuple[int, ...], quorum: int | None = None) -> None:
        self.rule, self.found, self.lots, self.quorum = rule, found, lots, quorum
        choices = [line.option for line in found.options]
        self.letters = rules.answers(choices)
        self.given = {line.option.id: line.count for line in found.options}
        self.absent = frozenset(option.id for option in choices if option.abstention)
        self.none = frozenset(option.id for option in choices if option.none_of_these)
        self.paper = [option.id for option in choices if option.id not in self.absent]
        self.ordinary = [option for option in self.paper if option not in self.none]
        self.abstentions = sum(self.given[option] for option in self.absent)

    def missed(self, quorum: int) -> Outcome:
        """Return the figures, of which nothing follows."""
        totals = {option: Decimal(self.given[option]) for option in self.paper}
        form = Form.MOTION if self.is_motion else FORMS.get(self.rule.kind, Form.CHOICE)
        found = self._dates() if form is Form.DATES else ()
        return Outcome(form, Verdict.QUORUM_MISSED, None, quorum, totals, abstentions=self.abstentions, dates=found)

    def silence(self) -> Outcome:
        """Count the objections: if they are fewer than stop it, the proposal is adopted, whoever is silent."""
        against = self.paper[1]
        number = sum(sheet.ballots for sheet in self.found.sheets if _ids(sheet) == [against])
        verdict = Verdict.NOT_ADOPTED if number >= self.rule.stops_at else Verdict.ADOPTED
        return self._made(Form.SILENCE, verdict=verdict, objections=number)

    @property
    def is_motion(self) -> bool:
        """Whether it was asked yes or no, and a majority decides."""
        return bool(self.letters) and self.rule.majority is not Majority.NONE

    def done(self) -> Outcome:
        """Count."""
        kind, method = self.rule.kind, self.rule.method
        if kind is QuestionKind.NUMBER:
            return self._made(Form.NUMBER, numbers=_numbers(self.found.sheets))
        if kind is QuestionKind.TEXT:
            return self._made(Form.TEXTS, texts=_texts(self.found.sheets))
        if kind is QuestionKind.WORDS:
            return self._made(Form.WORDS, words=_words(self.found.sheets))
        if kind is QuestionKind.DATES:
            return self._made(Form.DATES, dates=self._dates())
        if kind is QuestionKind.RATING:
            marks = multiset((frozenset(each.items()), votes) for each, votes in self._mappings())
            scale = rating(self.ordinary, marks, lowest=self.rule.least, highest=self.rule.most)
            return self._made(Form.RATING, ratings=scale)
        if kind is QuestionKind.POINTS:
            shared = multiset((frozenset(each.items()), votes) for each, votes in self._mappings())
            return self._summed(Form.POINTS, points(self.ordinary, shared, seats=self.rule.seats, lots=self.lots))
        if kind is QuestionKind.RANKING and method is not Method.MOST:
            return self._ranked()
        if self.is_motion:
            return self._motion()
        return self._choice()

    def _dates(self) -> tuple[DateTally, ...]:
        return dates.tallied(self.ordinary, self._mappings())

    def _mappings(self) -> Iterable[tuple[dict[int, int], int]]:
        for sheet in self.found.sheets:
            yield (sheet.answer if isinstance(sheet.answer, dict) else {}), sheet.votes

    def _motion(self) -> Outcome:
        yes, no = (next(option for option, letter in self.letters.items() if letter == each) for each in "yn")
        basis = Basis.VOTING if self.rule.majority is Majority.SIMPLE else self.rule.basis
        votes = majorities.Votes(self.given[yes], self.given[no], self.abstentions, self.found.votes_entitled)
        said = majorities.decide(votes, majorities.Rule(_SHARES[self.rule.majority], _BASES[basis]))
        verdict, tied = said.verdict, None
        if verdict is Verdict.TIED:
            tied = Lot(LotFor.SEAT, (yes, no))
            if self.lots:
                verdict, tied = (Verdict.ADOPTED if self.lots[0] == yes else Verdict.NOT_ADOPTED), None
        return self._made(Form.MOTION, verdict=verdict, line=Line(said.needed, said.basis, basis), tied=tied)

    def _choice(self) -> Outcome:
        """Count choices, several or one; where a majority is asked for, an option needs it to be chosen."""
        lots = self.lots if self.rule.majority is Majority.NONE else ()
        counted = approval(self.paper, self._choices(), seats=self.rule.seats, lots=lots)
        if self.rule.majority is Majority.NONE:
            return self._summed(Form.CHOICE, counted)
        line = self._needed()
        carried = majorities.passing(counted.totals, _SHARES[self.rule.majority], line.number)
        elected = tuple(option for option in carried if option not in self.none)
        return self._made(Form.CHOICE, line=line, elected=elected, rejected=bool(self.none.intersection(carried)))

    def _choices(self) -> Counter[frozenset[int]]:
        first = self.rule.kind is QuestionKind.RANKING
        sheets = result_rules.first_only(self.found.sheets) if first else self.found.sheets
        return multiset((frozenset(_ids(sheet)) - self.absent, sheet.votes) for sheet in sheets)

    def _needed(self) -> Line:
        voting = self.found.votes - self.abstentions
        basis = Basis.VOTING if self.rule.majority is Majority.SIMPLE else self.rule.basis
        numbers = {Basis.VOTING: voting, Basis.CAST: self.found.votes, Basis.ENTITLED: self.found.votes_entitled}
        return Line(_SHARES[self.rule.majority].of(numbers[basis]), numbers[basis], basis)

    def _ranked(self) -> Outcome:
        ballots: Counter[Ranking] = multiset(
            (ranking(*(option for option in _ids(sheet) if option in self.ordinary)), sheet.votes)
            for sheet in self.found.sheets
        )
        if self.rule.method is Method.BORDA:
            return self._summed(Form.BORDA, borda(self.ordinary, ballots, seats=self.rule.seats, lots=self.lots))
        if self.rule.method is Method.SCHULZE:
            compared = schulze(self.ordinary, ballots, lots=self.lots)
            return self._made(Form.PAIRS, pairs=compared, elected=compared.elected, tied=compared.lot)
        if self.rule.method is Method.STV:
            count = scottish(self.ordinary, ballots, seats=self.rule.seats, lots=self.lots)
        else:
            count = runoff(self.ordinary, ballots, lots=self.lots)
        return self._made(Form.ROUNDS, counted=count, elected=count.elected, tied=count.lot)

    def _summed(self, form: Form, summed: Sum) -> Outcome:
        """Return who is elected by *summed*; whoever comes after “none of these” is not."""
        elected = summed.elected
        before = next((place for place, option in enumerate(elected) if option in self.none), None)
        rejected = before is not None
        tied = None if rejected else summed.lot
        totals = dict(summed.totals)
        return self._made(form, elected=elected[:before], tied=tied, totals=totals, rejected=rejected)

    def _made(self, form: Form, **parts: object) -> Outcome:
        totals = {option: Decimal(self.given[option]) for option in self.paper}
        usual = {"verdict": None, "line": None, "quorum": self.quorum, "totals": totals, "lots": self.lots}
        return Outcome(form, **{**usual, "abstentions": self.abstentions, **parts})  # type: ignore[arg-type]


FORMS = {
    QuestionKind.NUMBER: Form.NUMBER,
    QuestionKind.TEXT: Form.TEXTS,
    QuestionKind.WORDS: Form.WORDS,
    QuestionKind.RATING: Form.RATING,
    QuestionKind.POINTS: Form.POINTS,
    QuestionKind.DATES: Form.DATES,
}


def _ids(sheet: Sheet) -> list[int]:
    return [each for each in sheet.answer if isinstance(each, int)] if isinstance(sheet.answer, list) else []


def _numbers(sheets: Sequence[Sheet]) -> Numbers | None:
    """Return what the numbers say; nothing without one. An abstention is no number."""
    found = sorted((sheet.answer, sheet.votes) for sheet in sheets if isinstance(sheet.answer, Decimal))
    if not found:
        return None
    answers = sum(votes for _number, votes in found)
    total = sum((number * votes for number, votes in found), Decimal(0))
    middle = _nth(found, (answers + 1) // 2) + _nth(found, answers // 2 + 1)
    return Numbers(answers, found[0][0], found[-1][0], Fraction(total) / answers, Fraction(middle) / 2, total)


def _nth(found: Sequence[tuple[Decimal, int]], place: int) -> Decimal:
    """Return the number at *place*, counted from 1, when all stand in a row from the lowest."""
    for number, votes in found:
        place -= votes
        if place <= 0:
            return number
    raise IndexError(place)


def _words(sheets: Sequence[Sheet]) -> tuple[tuple[str, int | None], ...]:
    """Return the words with how often each was given, whatever its capitals; the usual spelling stands for all."""
    spelt: dict[str, Counter[str]] = {}
    for sheet in sheets:
        for word in sheet.answer if isinstance(sheet.answer, list) else ():
            if isinstance(word, str):
                spelt.setdefault(word.casefold(), Counter())[word] += sheet.votes
    found = [(min(forms, key=lambda form: (-forms[form], form)), forms.total()) for forms in spelt.values()]
    return tuple(sorted(found, key=lambda line: (-line[1], line[0].casefold())))


def _texts(sheets: Sequence[Sheet]) -> tuple[str, ...]:
    """Return the texts in the order of the alphabet, one as often as it was written: it tells nobody's place."""
    said = [text for sheet in sheets if isinstance(text := sheet.answer, str) for _ in range(sheet.ballots)]
    return tuple(sorted(said, key=str.casefold))
