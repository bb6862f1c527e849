"""The people of a mail to many as a file: who would get it today, or who did and what became of it."""

from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.zones import local
from meetings.domain.mailing import policy, queries, recipients, rules, sweeping
from meetings.exports import tables
from meetings.i18n import words
from meetings.models.mailing import Mailing, MailingRecipient
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import CSV, XLSX, attachment
from meetings.web.viewer import zone
from meetings.web.wording import label

bp = Blueprint("mailing_recipients", __name__, url_prefix="/meetings/<slug>/mail/<int:mailing_id>")


@bp.route("/recipients.csv")
@authorize(policy.can_prepare, loaders.mailing)
def csv(mailing: Mailing) -> ResponseReturnValue:
    """Give the recipients as comma-separated values."""
    return attachment(tables.csv_bytes(_headings(), _lines(mailing, clock.now())), _name(mailing, "csv"), CSV)


@bp.route("/recipients.xlsx")
@authorize(policy.can_prepare, loaders.mailing)
def xlsx(mailing: Mailing) -> Response:
    """Give the recipients as a workbook."""
    sheet = tables.Sheet(_("Recipients"), _headings(), _lines(mailing, clock.now()))
    return attachment(tables.workbook([sheet], title=mailing.meeting.slug), _name(mailing, "xlsx"), XLSX)


def _name(mailing: Mailing, ending: str) -> str:
    return f"{mailing.meeting.slug}-mail-{mailing.id}-recipients.{ending}"


def _headings() -> list[str]:
    about = [_("Name"), _("E-mail address"), _("Language"), _("Organisation"), _("Code")]
    return [*about, _("State"), _("Reason"), _("Due"), _("Gone out"), _("Words of the mail server")]


def _lines(mailing: Mailing, now: datetime) -> Iterator[tables.Row]:
    """Return a row for each person: those whom the choice means today while the mail has not begun to go."""
    if mailing.state in rules.OPEN:
        sittings = queries.sittings(mailing.meeting)
        for one in recipients.of(mailing.meeting, rules.segment(mailing.segment), now=now):
            due = sweeping.due(mailing, one, sittings)
            yield (*_about(one.person, one.organisation), _("would get it today"), "", _at(due), None, "")
        return
    spoken_for = queries.organisations(mailing, on=now.date())
    for row in queries.everybody(mailing):
        yield (*_about(row.person, spoken_for.get(row.person_id)), *_became(row))


def _about(person: Person, organisation: Organisation | None) -> tuple[str, ...]:
    named = (words(organisation.name), organisation.code) if organisation else ("", "")
    return (person.name, person.email, person.language, *named)


def _became(row: MailingRecipient) -> tables.Row:
    """Return state and reason of *row*, when its mail was due and when it left."""
    mail = row.mail
    if mail is None:
        return label(row.state), label(row.reason) if row.reason else "", _at(row.due_at), None, ""
    reason = label(mail.reason) if mail.reason else ""
    return label(mail.state), reason, _at(row.due_at), _at(mail.sent_at), mail.error


def _at(instant: datetime | None) -> datetime | None:
    return local(instant, zone()).replace(microsecond=0) if instant else None
