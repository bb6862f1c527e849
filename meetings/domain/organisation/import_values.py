"""What goes into an import and comes out of it: the register as it is, each row's verdict, what is to be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from meetings.core.bilingual import Bilingual, Language
from meetings.domain.organisation.sheets import Column, Record
from meetings.models.organisation import Capacity, capacities, usual_capacity


class Verdict(StrEnum):
    """What a row would do to the register."""

    PROBLEM = "problem"
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    LEFT_OUT = "left_out"


class Choice(StrEnum):
    """What somebody decided about a row whose person may be known already."""

    SAME_PERSON = "same"
    NEW_PERSON = "new"
    LEAVE_OUT = "out"


class Reason(StrEnum):
    """Why a row cannot be taken over."""

    TOO_WIDE = "too_wide"
    MERGED = "merged"
    UNUSABLE = "unusable"
    FORMULA = "formula"
    TOO_LONG = "too_long"
    CODE_MISSING = "code_missing"
    UNKNOWN_COUNTRY = "unknown_country"
    NAME_FOR_CODE = "name_for_code"
    NOT_IN_REGISTER = "not_in_register"
    CODE_RESERVED = "code_reserved"
    KIND_MISSING = "kind_missing"
    UNKNOWN_KIND = "unknown_kind"
    REGION_MISSING = "region_missing"
    UNKNOWN_REGION = "unknown_region"
    UNKNOWN_LANGUAGE = "unknown_language"
    UNKNOWN_ZONE = "unknown_zone"
    UNKNOWN_CAPACITY = "unknown_capacity"
    DIFFERS = "differs"
    ADDRESS_MISSING = "address_missing"
    BAD_ADDRESS = "bad_address"
    NAME_MISSING = "name_missing"
    IMPOSSIBLE_DATE = "impossible_date"
    TWICE = "twice"
    SAME_NAME = "same_name"
    ADDRESS_KEPT = "address_kept"
    ACCOUNT_CLOSED = "account_closed"
    NAMED_ELSEWHERE = "named_elsewhere"
    EARLIER_THAN_RECORDED = "earlier_than_recorded"
    ENDED = "ended"
    CAPACITY_NOT_OFFERED = "capacity_not_offered"
    LEFT_THE_BODY = "left_the_body"
    OVERLAPS = "overlaps"
    HEAD_ALREADY = "head_already"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a row: in which column, what was typed there, and what stands against it."""

    reason: Reason
    column: Column | None = None
    typed: str = ""
    other: str | int | Bilingual | date = ""


@dataclass(frozen=True, slots=True)
class KnownKind:
    """A kind of organisation as the register has it."""

    code: str
    name: Bilingual
    has_region: bool
    is_country: bool
    names_contact_points: bool

    @property
    def capacities(self) -> tuple[Capacity, ...]:
        """As what organisations of this kind name people."""
        return capacities(self.names_contact_points)

    @property
    def usual_capacity(self) -> Capacity:
        """As what organisations of this kind name somebody of whom nothing else is said."""
        return usual_capacity(self.names_contact_points)


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """An organisation as the register has it."""

    code: str
    #: The code of its kind.
    kind: str
    region: str
    name: Bilingual
    working_language: Language
    #: Its last day in the body; open while empty.
    until: date | None = None


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person as the register has them."""

    email: str
    name: str
    function: str
    language: Language
    zone: str
    closed: bool = False
    #: Whether they run the house, so that no file gives them another address.
    runs_the_house: bool = False


@dataclass(frozen=True, slots=True)
class KnownNomination:
    """A nomination as the register has it."""

    email: str
    organisation: str
    capacity: Capacity
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """The register as it is, by codes and addresses."""

    organisations: Mapping[str, KnownOrganisation]
    people: Mapping[str, KnownPerson]
    nominations: Mapping[str, Sequence[KnownNomination]]
    regions: Mapping[str, Bilingual]
    kinds: Mapping[str, KnownKind]


class Step(StrEnum):
    """What has to be done for a nomination."""

    NOTHING = "nothing"
    NOMINATE = "nominate"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class Change:
    """What a row changes: the column, what is there now, and what would be."""

    column: Column
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file, judged; *organisation* and *person* are as they will be, if the row says so."""

    record: Record
    verdict: Verdict
    problems: tuple[Problem, ...] = ()
    organisation: KnownOrganisation | None = None
    adds_organisation: bool = False
    person: KnownPerson | None = None
    adds_person: bool = False
    changes: tuple[Change, ...] = ()
    step: Step = Step.NOTHING
    capacity: Capacity = Capacity.NCP
    #: From when on they are named; for a correction, the first day of the nomination that is corrected.
    since: date | None = None
    #: The address that the register has of the person, where the row brings another one.
    known_as: str = ""
    #: People of the same name in the organisation, while nobody has said whether it is one of them.
    namesakes: tuple[KnownPerson, ...] = ()

    @property
    def number(self) -> int:
        """The number of the row, as spreadsheets count."""
        return self.record.number


@dataclass(slots=True)
class Draft:
    """A row while it is being judged."""

    record: Record
    problems: list[Problem] = field(default_factory=list)
    organisation: KnownOrganisation | None = None
    adds_organisation: bool = False
    person: KnownPerson | None = None
    adds_person: bool = False
    changes: list[Change] = field(default_factory=list)
    step: Step = Step.NOTHING
    capacity: Capacity = Capacity.NCP
    since: date | None = None
    known_as: str = ""
    namesakes: tuple[KnownPerson, ...] = ()
    left_out: bool = False

    @property
    def key(self) -> str:
        """The address under which the register has the person, or will have them."""
        return self.known_as or (self.person.email if self.person else "")

    def refuse(
        self,
        reason: Reason,
        column: Column | None = None,
        typed: str = "",
        other: str | int | Bilingual | date = "",
    ) -> None:
        """Note that something is wrong."""
        self.problems.append(Problem(reason, column, typed, other))

    def judged(self) -> Row:
        """Return the row with its verdict."""
        return Row(
            record=self.record,
            verdict=self._verdict(),
            problems=tuple(self.problems),
            organisation=self.organisation,
            adds_organisation=self.adds_organisation,
            person=self.person,
            adds_person=self.adds_person,
            changes=tuple(self.changes),
            step=self.step,
            capacity=self.capacity,
            since=self.since,
            known_as=self.known_as,
            namesakes=self.namesakes,
        )

    def _verdict(self) -> Verdict:
        if self.left_out:
            return Verdict.LEFT_OUT
        if self.problems:
            return Verdict.PROBLEM
        if self.adds_organisation or self.adds_person:
            return Verdict.NEW
        if self.step is Step.NOMINATE and not self.changes:
            return Verdict.NEW
        return Verdict.CHANGED if self.changes or self.step is not Step.NOTHING else Verdict.SAME
