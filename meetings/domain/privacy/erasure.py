"""Takes a person out of the database: what they were stays, who they were goes."""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import escape
from sqlalchemy import JSON, Column, Table, and_, cast, delete, func, literal, or_, select, union, union_all, update
from sqlalchemy import Text as TextType

from meetings.core import former, tokens
from meetings.core.bilingual import ENGLISH, FRENCH
from meetings.domain.organisation import queries as register
from meetings.domain.privacy import holdings, marks
from meetings.domain.privacy.holdings import Fate, Holding, Trace
from meetings.domain.registration import details
from meetings.models.address_change import AddressChange
from meetings.models.base import Base
from meetings.models.database import current
from meetings.models.merging import AddressAlias
from meetings.models.organisation import Nomination, NominationLetter
from meetings.models.outbox import MailState
from meetings.models.person import Person, Role, Seen
from meetings.models.privacy import ErasedMark
from meetings.storage import Bin

#: A domain that never exists (RFC 2606).
NOWHERE = "erased.invalid"
#: A shorter name could be part of another word.
SHORTEST_NAME = 5
#: A number of fewer digits could be part of another number.
FEWEST_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Known:
    """By what a person can be recognised in a text."""

    name: str
    #: The one that holds, and those before it that are nobody else's now.
    addresses: frozenset[str]
    phone: str

    @property
    def texts(self) -> tuple[str, ...]:
        """Every writing of it, the longest first."""
        plain = self.addresses | ({self.name} if len(self.name) >= SHORTEST_NAME else set())
        plain |= {self.phone} if sum(char.isdigit() for char in self.phone) >= FEWEST_DIGITS else set()
        return tuple(sorted({*plain, *(str(escape(text)) for text in plain)} - {""}, key=len, reverse=True))


def former_name(person: Person, nominations: Iterable[Nomination]) -> str:
    """Return what is written in place of the name of *person*: for whom they last spoke."""
    last = next(iter(sorted(nominations, key=lambda each: each.since_on, reverse=True)), None)
    if last:
        name = last.organisation.name
        en, fr = (former.shortened(name.shown(language)[0]) for language in (ENGLISH, FRENCH))
        return former.written(f"Former delegate of {en}", f"Ex-membre de la délégation ({fr})")
    if person.role is not Role.PARTICIPANT:
        return former.written("Former member of the secretariat", "Ex-membre du secrétariat")
    return former.written("Former participant", "Personne ayant participé")


def wipe(person: Person, *, everywhere: bool = True, files: Bin, now: datetime) -> None:
    """Empty or delete everything that says who *person* is; what they were stays.

    Not *everywhere* is for a record that was merged into another: name and address are then those of somebody who
    is still there, so that only what points to this record goes.
    """
    name = former_name(person, register.nominations_of(person))
    known = Known(person.name, _addresses(person), person.phone)
    if person.photo_key:
        files.delete(person.photo_key)
    _forget_letters(person, files)
    for key in details.files_of_person(person):
        files.delete(key)
    current().flush()
    _forget_reasons(person)
    for holding in holdings.HOLDINGS:
        _apply(holding, person.id)
    _stop_mails(person.id)
    if everywhere:
        _forget_traces(known)
    _empty(person, name, now)
    current().merge(ErasedMark(mark=marks.mark_of(person.id, person.created_at), at=now))
    current().flush()
    current().expire_all()


def _addresses(person: Person) -> frozenset[str]:
    """Return every address that *person* was known by, without those that are somebody else's by now."""
    theirs = (
        union(
            select(AddressChange.old_email).where(AddressChange.person_id == person.id),
            select(AddressChange.new_email).where(AddressChange.person_id == person.id),
            select(AddressAlias.address).where(AddressAlias.person_id == person.id),
        )
        .subquery()
        .c[0]
    )
    taken = select(Person.email).where(Person.id != person.id)
    former = current().scalars(select(theirs).where(theirs.not_in(taken)))
    return frozenset({person.email, *former})


def _forget_traces(known: Known) -> None:
    """Forget what says *known* without pointing to the person."""
    for trace in holdings.BY_ADDRESS:
        table, column = _place(trace)
        current().execute(delete(table).where(column.in_(known.addresses)))
    for trace in holdings.REPLACED:
        _replace(trace, known)
    _forget_imports()


def _forget_letters(person: Person, files: Bin) -> None:
    """Forget the letters that named *person*: all that they say is the name."""
    theirs = select(NominationLetter).join(NominationLetter.nomination).where(Nomination.person_id == person.id)
    for letter in current().scalars(theirs).all():
        files.delete(letter.storage_key)
        current().delete(letter)


def _forget_reasons(person: Person) -> None:
    """Empty why *person* did not come to a sitting, wherever it was said; for whom they came stays."""
    said, rows = _table("attendance_testimony"), _table("attendance")
    theirs = select(rows.c.id).where(rows.c.person_id == person.id)
    current().execute(update(said).where(said.c.attendance_id.in_(theirs)).values(reason=""))


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _place(trace: Trace) -> tuple[Table, Column[Any]]:
    table = _table(trace.table)
    return table, table.c[trace.column]


def _apply(holding: Holding, person_id: int) -> None:
    table, theirs = holding.rows, holding.theirs([person_id])
    if holding.fate is Fate.GO:
        current().execute(delete(table).where(theirs))
    elif holding.fate is Fate.EMPTIED:
        current().execute(update(table).where(theirs).values(**{n: _nothing(table.c[n]) for n in holding.emptied}))


def _nothing(column: Column[Any]) -> Any:
    """Return what an emptied *column* holds."""
    if column.nullable:
        return None
    return {} if isinstance(column.type, JSON) else ""


def _stop_mails(person_id: int) -> None:
    """Let no mail to the person leave any more."""
    mail = _table("mail")
    waits = and_(mail.c.person_id == person_id, mail.c.state.not_in((MailState.SENT, MailState.KEPT)))
    current().execute(update(mail).where(waits).values(state=MailState.FAILED, secret=True, lease_until=None))


def _replace(trace: Trace, known: Known) -> None:
    """Replace every writing of *known* in one column, also where it belongs to somebody else."""
    table, column = _place(trace)
    if isinstance(column.type, JSON):
        _replace_in_json(table, column, known)
        return
    for text in known.texts:
        found = func.replace(column, text, "…")
        current().execute(update(table).where(column.contains(text, autoescape=True)).values({column.name: found}))


def _replace_in_json(table: Table, column: Column[Any], known: Known) -> None:
    """Do it value by value: databases write letters with accents in JSON in ways of their own."""
    key = list(table.primary_key.columns)
    shown = cast(column, TextType)
    marks_of_it = {json.dumps(text)[1:-1] for text in known.texts} | set(known.texts)
    likely = or_(*(shown.contains(text, autoescape=True) for text in marks_of_it))
    for *ids, value in current().execute(select(*key, column).where(likely)).all():
        theirs = and_(*(part == one for part, one in zip(key, ids, strict=True)))
        current().execute(update(table).where(theirs).values({column.name: _without(value, known.texts)}))


def _without(value: Any, texts: tuple[str, ...]) -> Any:
    """Return a JSON *value* without any of *texts* in it."""
    if isinstance(value, dict):
        return {_without(key, texts): _without(each, texts) for key, each in value.items()}
    if isinstance(value, list):
        return [_without(each, texts) for each in value]
    if isinstance(value, str):
        for text in texts:
            value = value.replace(text, "…")
    return value


def _forget_imports() -> None:
    """Delete the judged rows of files that were imported or given up: they are packed and cannot be searched."""
    imports, rows = _table("register_import"), _table("register_import_rows")
    over = select(imports.c.id).where(imports.c.state.in_(("applied", "undone", "failed")))
    current().execute(delete(rows).where(rows.c.import_id.in_(over)))


def _empty(person: Person, name: str, now: datetime) -> None:
    """Leave of the row of *person* only what others point to."""
    person.name, person.family_name, person.function, person.phone = name, "", "", ""
    person.email, person.speaks, person.zone = f"{person.id}@{NOWHERE}", "", "UTC"
    person.role, person.photo_key, person.unwanted = Role.PARTICIPANT, None, ""
    person.address_seen_by = person.phone_seen_by = person.photo_seen_by = Seen.SECRETARIAT
    person.address_failed_at, person.holds_grants, person.daily_mail = None, False, False
    person.feed_nonce = secrets.token_hex(16)
    person.feed_hash = tokens.hashed(person.feed_nonce)
    person.disabled_at, person.erased_at = person.disabled_at or now, now


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of a table point to a person, and what becomes of them."""

    table: str
    fate: Fate
    number: int


def foreseen(person: Person) -> list[Count]:
    """Return what erasing *person* would do, table by table; nothing is changed, one statement."""
    told = [holding for holding in holdings.HOLDINGS if holding.given]
    counts = [
        select(literal(place), func.count()).select_from(holding.rows).where(holding.theirs([person.id]))
        for place, holding in enumerate(told)
    ]
    found: dict[tuple[str, Fate], int] = {}
    for place, number in sorted(tuple(row) for row in current().execute(union_all(*counts))):
        key = (told[place].table, told[place].fate)
        found[key] = found.get(key, 0) + number
    return [Count(table, fate, number) for (table, fate), number in found.items() if number]


def last_days(nominations: Iterable[Nomination], on: date) -> list[Nomination]:
    """Return the nominations that still run on the day *on* or begin later."""
    return [each for each in nominations if each.until_on is None or each.until_on >= on]
