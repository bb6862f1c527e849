"""The register as a file; imported again, every row says the same."""

from collections.abc import Iterator
from datetime import date

from meetings.domain.organisation import listing, sheets
from meetings.domain.organisation.listing import Entry, Named
from meetings.exports import tables
from meetings.i18n import language


def rows(*, on: date) -> Iterator[tables.Row]:
    """Return a row for everyone named as of the day *on*, or from a later one, and for each organisation without."""
    for entry in listing.register(on=on):
        now = {named.person_id for named in entry.named}
        people = [*entry.named, *(named for named in _first(entry) if named.person_id not in now)]
        yield from (_row(entry, named) for named in people)
        if not people:
            yield _row(entry, None)


def _first(entry: Entry) -> list[Named]:
    """Return of those to come each person's first nomination."""
    found: dict[int, Named] = {}
    for named in sorted(entry.to_come, key=lambda named: named.since):
        found.setdefault(named.person_id, named)
    return list(found.values())


def _row(entry: Entry, named: Named | None) -> tables.Row:
    organisation = (
        entry.code,
        entry.region,
        entry.kind.value,
        entry.name.en,
        entry.name.fr,
        entry.working_language,
    )
    if named is None:
        return (*organisation, *[""] * (len(sheets.Column) - len(organisation)))
    return (
        *organisation,
        named.email,
        named.name,
        named.function,
        named.language,
        named.zone,
        named.capacity.value,
        named.since,
    )


def as_csv(*, on: date) -> bytes:
    """Return the register as CSV."""
    return tables.csv_bytes(sheets.headings(language()), rows(on=on))


def as_workbook(*, on: date, title: str) -> bytes:
    """Return the register as an XLSX workbook whose only sheet is called *title*."""
    return tables.workbook([tables.Sheet(title, sheets.headings(language()), rows(on=on))], title=title)


def template() -> bytes:
    """Return a file with nothing but the headings."""
    return tables.csv_bytes(sheets.headings(language()), [])
