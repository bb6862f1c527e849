"""How far a campaign is, as a file."""

from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext as _

from meetings.core.zones import local
from meetings.exports import tables
from meetings.i18n import words
from meetings.models.confirmation import Campaign
from meetings.web.confirmation.manage_page import AskRow
from meetings.web.wording import label


def headings() -> list[str]:
    """Return the first row."""
    return [
        _("Code"),
        _("Organisation"),
        _("Kind"),
        _("Region"),
        _("State"),
        _("People asked"),
        _("E-mail addresses"),
        _("Opened"),
        _("Answered"),
        _("Answered by"),
        _("Changes waiting"),
    ]


def rows(found: list[AskRow], *, zone: str) -> Iterator[tables.Row]:
    """Return a row for each organisation; times in *zone*."""
    for row in found:
        ask, organisation = row.ask, row.ask.organisation
        yield (
            organisation.code,
            words(organisation.name),
            words(organisation.kind.name),
            words(organisation.region.name) if organisation.region else "",
            label(row.state),
            "; ".join(person.name for person in row.people),
            "; ".join(person.email for person in row.people),
            _at(ask.opened_at, zone),
            _at(ask.answered_at, zone),
            ask.answered_by.name if ask.answered_by else "",
            row.waiting,
        )


def _at(instant: datetime | None, zone: str) -> datetime | None:
    return local(instant, zone) if instant else None


def as_csv(found: list[AskRow], *, zone: str) -> bytes:
    """Return the table as CSV."""
    return tables.csv_bytes(headings(), rows(found, zone=zone))


def as_workbook(campaign: Campaign, found: list[AskRow], *, zone: str) -> bytes:
    """Return the table as a workbook."""
    sheet = tables.Sheet(_("Answers"), headings(), rows(found, zone=zone))
    return tables.workbook([sheet], title=words(campaign.title))
