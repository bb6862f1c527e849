"""Finds imports, their judged rows, and work that waits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from meetings.core.paging import Page
from meetings.domain.organisation import import_rules as rules
from meetings.domain.organisation import import_store as store
from meetings.domain.organisation.import_store import Judged
from meetings.models.database import current
from meetings.models.register_import import ImportMatching, ImportRows, RegisterImport

PAGE = 20


def by_id(number: int) -> RegisterImport | None:
    """Return one import."""
    return current().get(RegisterImport, number)


def past(*, page: int) -> Page[RegisterImport]:
    """Return all imports, the newest first, one page; two statements."""
    total = current().scalar(select(func.count()).select_from(RegisterImport)) or 0
    number = min(page, max(1, -(-total // PAGE)))
    query = (
        select(RegisterImport)
        .options(joinedload(RegisterImport.by), joinedload(RegisterImport.applied_by))
        .order_by(RegisterImport.id.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    return Page(current().scalars(query).all(), number, PAGE, total)


def rows(imported: RegisterImport, verdict: str, *, page: int) -> Page[Judged]:
    """Return one page of the rows of one *verdict*; two statements."""
    mine = (ImportRows.import_id == imported.id) & (ImportRows.verdict == verdict)
    sizes = select(ImportRows.place, ImportRows.number).where(mine).order_by(ImportRows.place)
    places = current().execute(sizes).all()
    page = min(page, max(1, len(places)))
    found: list[Judged] = []
    if places:
        block = current().scalar(select(ImportRows).where(mine, ImportRows.place == places[page - 1].place))
        found = store.unpacked(block.data, block.verdict) if block else []
    return Page(found, page, store.PAGE, sum(place.number for place in places))


def problems(imported: RegisterImport) -> list[Judged]:
    """Return all rows that cannot be taken over, in the order of the file."""
    query = select(ImportRows).where(ImportRows.import_id == imported.id, ImportRows.verdict == "problem")
    blocks = current().scalars(query.order_by(ImportRows.place))
    return [row for block in blocks for row in store.unpacked(block.data, block.verdict)]


def matching(fingerprint: str) -> ImportMatching | None:
    """Return how the columns of files with these headings were matched before."""
    return current().scalar(select(ImportMatching).where(ImportMatching.fingerprint == fingerprint))


def is_due(now: datetime) -> ColumnElement[bool]:
    """Say which imports the clock has to do something for, and nobody else has at the moment."""
    free = or_(RegisterImport.lease_until.is_(None), RegisterImport.lease_until < now)
    return RegisterImport.state.in_(rules.BUSY) & free


def has_work(now: datetime) -> bool:
    """Say whether there is anything to do."""
    return current().scalar(select(RegisterImport.id).where(is_due(now)).limit(1)) is not None


def over(now: datetime) -> Sequence[RegisterImport]:
    """Return the imports of which something is kept that has had its time."""
    idle = RegisterImport.state.in_(rules.IDLE) & (RegisterImport.created_at < now - rules.WAITS)
    done = RegisterImport.state.not_in(rules.IDLE | rules.BUSY) & (RegisterImport.created_at < now - rules.STAYS)
    return current().scalars(select(RegisterImport).where(RegisterImport.file_key != "", or_(idle, done))).all()
