"""What became of the invitations to a meeting, as a file."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask_babel import gettext as _

from meetings.core.zones import local
from meetings.exports import tables
from meetings.i18n import words
from meetings.models.meeting import Meeting
from meetings.web.invitation.page import Row
from meetings.web.wording import label


def headings() -> list[str]:
    """Return the first row."""
    return [
        _("Name"),
        _("E-mail address"),
        _("Language"),
        _("Organisation"),
        _("Code"),
        _("Region"),
        _("State"),
        _("Reason"),
        _("Invited"),
        _("Reminded"),
        _("Opened"),
        _("Declined"),
    ]


def lines(found: Sequence[Row], *, zone: str) -> Iterator[tables.Row]:
    """Return a row for each person; times in *zone*."""
    for row in found:
        link, organisation = row.invited.link, row.invited.organisation
        region = organisation.region if organisation else None
        yield (
            link.person.name,
            link.person.email,
            link.person.language,
            words(organisation.name) if organisation else "",
            organisation.code if organisation else "",
            words(region.name) if region else "",
            label(row.state),
            link.reason,
            *(_at(at, zone) for at in (link.invited_at, link.reminded_at, link.opened_at, link.declined_at)),
        )


def _at(instant: datetime | None, zone: str) -> datetime | None:
    return local(instant, zone) if instant else None


def as_csv(found: Sequence[Row], *, zone: str) -> bytes:
    """Return the table as CSV."""
    return tables.csv_bytes(headings(), lines(found, zone=zone))


def as_workbook(meeting: Meeting, found: Sequence[Row], *, zone: str) -> bytes:
    """Return the table as a workbook."""
    sheet = tables.Sheet(_("Invitations"), headings(), lines(found, zone=zone))
    return tables.workbook([sheet], title=words(meeting.title))
