"""The invitation to a meeting as a letter on paper: to all, or to one organisation, in the language of the address."""

from collections.abc import Callable

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import i18n
from meetings.core import clock, zones
from meetings.core.later import Later
from meetings.domain.mailing import policy, queries, rules
from meetings.domain.mailing.recipients import Recipient
from meetings.domain.organisation import queries as organisations
from meetings.models.mailing import Mailing, MailingKind
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.notices.house import address, settings
from meetings.notices.mailing_words import Words
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import DOCX, PDF, attachment
from meetings.web.fields import asked

bp = Blueprint("mailing_letters", __name__, url_prefix="/meetings/<slug>/mail/<int:mailing_id>")

circular = Later("meetings.exports.circular_letter")


@bp.route("/letter.pdf")
@authorize(policy.can_prepare, loaders.mailing)
def pdf(mailing: Mailing) -> ResponseReturnValue:
    """Give the letter as a PDF file."""
    return _file(mailing, circular.circular_pdf, "pdf", PDF)


@bp.route("/letter.docx")
@authorize(policy.can_prepare, loaders.mailing)
def docx(mailing: Mailing) -> ResponseReturnValue:
    """Give the letter as a Word file."""
    return _file(mailing, circular.circular_docx, "docx", DOCX)


def _file(mailing: Mailing, make: Callable[[object], bytes], ending: str, kind: str) -> Response:
    if mailing.kind is not MailingKind.INVITATION:
        return loaders.found(None)
    code = asked(request.args, "to", 20)
    to = loaders.found(organisations.by_code(code)) if code else None
    name = f"{rules.reference(mailing).replace('/', '-')}{f'-{to.code}' if to else ''}-{i18n.language()}.{ending}"
    return attachment(make(_values(mailing, to)), name, kind)


def _values(mailing: Mailing, to: Organisation | None) -> object:
    """Return what the letter of *mailing* says to the people of one organisation, or to everybody."""
    meeting, house = mailing.meeting, settings()
    anybody = Person(name=_("Madam, Sir"), zone=meeting.zone)
    page = address("meeting.show", i18n.language(), slug=meeting.slug)
    words = Words(mailing, Recipient(anybody, None, None, to), queries.sittings(meeting), page, {})
    return circular.CircularPrint(
        language=i18n.language(),
        reference=rules.reference(mailing),
        subject=words.subject(),
        to=i18n.words(to.name) if to else "",
        lines=tuple(line for line in words.text().splitlines() if line.strip()),
        house=house.organisation_name,
        contact=house.contact_email,
        dated_on=zones.local(mailing.started_at or clock.now(), house.time_zone).date(),
    )
