"""The register as a file: what a filter leaves; the table of people says the same when it is imported again."""

from collections.abc import Iterator, Mapping, Sequence

from flask import current_app
from flask_babel import gettext as _

from meetings.domain.organisation import sheets
from meetings.domain.organisation.entries import Contact, Entry, Named
from meetings.exports import tables, vcard
from meetings.i18n import language, words
from meetings.web.organisation.listing import STATE_WORDS, STATES, State, Wanted
from meetings.web.wording import label

People = Mapping[int, Contact]


def rows(entries: Sequence[Entry], people: People, wanted: Wanted) -> list[tables.Row]:
    """Return a row for everyone named now or from a later day, and for each organisation without anybody.

    Where the filter names a capacity, only people of that capacity have a row.
    """
    found: list[tables.Row] = []
    for entry in entries:
        named = _people(entry, wanted)
        found += [_row(entry, each, people[each.person_id]) for each in named]
        if not named and not wanted.capacity:
            found.append(_row(entry, None, None))
    return found


def _people(entry: Entry, wanted: Wanted) -> list[Named]:
    """Return who is named now, and each person's first nomination of those to come."""
    now = {named.person_id for named in entry.named}
    first: dict[int, Named] = {}
    for named in sorted(entry.to_come, key=lambda named: named.since):
        first.setdefault(named.person_id, named)
    everyone = [*entry.named, *(named for named in first.values() if named.person_id not in now)]
    return [named for named in everyone if wanted.capacity in ("", named.capacity)]


def _row(entry: Entry, named: Named | None, contact: Contact | None) -> tables.Row:
    organisation = (entry.code, entry.region, entry.kind, entry.name.en, entry.name.fr, entry.working_language)
    if named is None or contact is None:
        return (*organisation, *[""] * (len(sheets.Column) - len(organisation)))
    return (
        *organisation,
        contact.email,
        named.name,
        contact.function,
        contact.language,
        contact.zone,
        named.capacity.value,
        named.since,
    )


def as_csv(found: Sequence[tables.Row]) -> bytes:
    """Return rows of people as CSV."""
    return tables.csv_bytes(sheets.headings(language()), found)


def as_workbook(found: Sequence[tables.Row], *, title: str) -> bytes:
    """Return rows of people as an XLSX workbook whose only sheet is called *title*."""
    return tables.workbook([tables.Sheet(title, sheets.headings(language()), found)], title=title)


def states(entries: Sequence[Entry], *, title: str) -> bytes:
    """Return the organisations with their states, vacant or stale, as an XLSX workbook."""
    return tables.workbook([tables.Sheet(title, _headings(), _states(entries))], title=title)


def _headings() -> list[str]:
    return [
        _("Code"),
        _("Organisation"),
        _("Kind"),
        _("Region"),
        _("Accession"),
        _("Last day in the body"),
        _("Head NCP"),
        _("People named"),
        _("State"),
    ]


def _states(entries: Sequence[Entry]) -> Iterator[tables.Row]:
    for entry in entries:
        yield (
            entry.code,
            words(entry.name),
            words(entry.kind_name),
            words(entry.region_name),
            entry.since_on,
            entry.until_on,
            entry.head.name if entry.head else "",
            len(entry.named),
            ", ".join(str(STATE_WORDS[state]) for state in State if state is not State.NAMED and STATES[state](entry)),
        )


def as_vcards(entries: Sequence[Entry], people: People, wanted: Wanted) -> tuple[bytes, int]:
    """Return the people as vCards, and how many there are."""
    site = current_app.extensions["settings"].base_url
    cards = [
        vcard.Card(
            uid=vcard.uid_for(site, named.person_id),
            name=named.name,
            organisation=words(entry.name),
            email=contact.email,
            title=contact.function,
            role=label(named.capacity),
            language=contact.language,
            zone=contact.zone,
            phone=contact.phone,
        )
        for entry in entries
        for named in _people(entry, wanted)
        for contact in (people[named.person_id],)
    ]
    return vcard.vcards(cards), len(cards)


def template() -> bytes:
    """Return a file with nothing but the headings."""
    return tables.csv_bytes(sheets.headings(language()), [])
