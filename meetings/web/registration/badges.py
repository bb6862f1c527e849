"""Badges for those who have a place, all of them or one, as a PDF file."""

from collections.abc import Iterator, Sequence
from functools import partial

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.bilingual import Bilingual
from meetings.domain.meeting import queries as sessions
from meetings.domain.meeting import rules as meetings
from meetings.domain.registration import details, policy, queries
from meetings.exports.badges import badges_pdf
from meetings.exports.registration_values import BadgePrint, BadgeSheet
from meetings.models.meeting import Meeting
from meetings.models.registration import Place, Registration
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import PDF, attachment
from meetings.web.record.printing import in_both, labels

bp = Blueprint("registration_badges", __name__, url_prefix="/meetings/<slug>/registrations")


@bp.route("/badges.pdf")
@authorize(policy.can_list, loaders.meeting)
def sheet(meeting: Meeting) -> ResponseReturnValue:
    """Hand out the badges of everybody who has a place, and of those who accompany them."""
    placed = queries.whole_list(meeting, place=Place.CONFIRMED)
    if not placed:
        flash(_("Nobody has a place yet, so there are no badges."), "warn")
        return redirect(url_for("registration_manage.index", slug=meeting.slug), 303)
    return _pdf(meeting, placed, f"{meeting.slug}-badges.pdf")


@bp.route("/<int:registration_id>/badge.pdf")
@authorize(policy.can_print_badge, loaders.registration)
def one(registration: Registration) -> ResponseReturnValue:
    """Hand out the badge of one person, and of those who accompany them."""
    placed = loaders.found(registration if registration.place is Place.CONFIRMED else None)
    return _pdf(placed.meeting, [placed], f"{placed.meeting.slug}-badge-{placed.id}.pdf")


def _pdf(meeting: Meeting, placed: Sequence[Registration], name: str) -> ResponseReturnValue:
    printed = BadgeSheet(meeting.title, meetings.symbol(meeting), list(_badges(meeting, placed)))
    return attachment(badges_pdf(printed, modified=clock.now()), name, PDF)


def _badges(meeting: Meeting, placed: Sequence[Registration]) -> Iterator[BadgePrint]:
    """Yield the badges of those *placed*, each followed by those who come along."""
    first = min(session.starts_local.date() for session in sessions.sessions_of(meeting))
    capacities, along = queries.capacities(meeting, on=first), details.companions(placed)
    takes_part, accompanies = in_both(lambda: _("Participant")), in_both(lambda: _("Accompanying person"))
    for registration in placed:
        capacity = capacities.get(registration.id)
        role = labels(capacity) if capacity else takes_part
        if registration.principal:
            role = in_both(partial(_on_behalf_of, registration.principal.name))
        yield _badge(registration, registration.person.name, role)
        yield from (_badge(registration, name, accompanies) for name in along.get(registration.id, ()))


def _on_behalf_of(name: str) -> str:
    return str(_("On behalf of %(name)s", name=name))


def _badge(registration: Registration, name: str, role: Bilingual) -> BadgePrint:
    organisation = registration.organisation
    return BadgePrint(
        name=name,
        organisation=organisation.name if organisation else Bilingual(),
        code=organisation.code if organisation else "",
        role=role,
    )
