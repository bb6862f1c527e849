"""What people see who follow their personal link to a meeting: their place, or how to take one, or to say no."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.invitation import actions
from meetings.domain.invitation import queries as find_links
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting.rules import takes_registrations
from meetings.domain.organisation import queries as organisations
from meetings.domain.registration import actions as places
from meetings.domain.registration import links, queries, substitutes
from meetings.domain.registration import rules as place_rules
from meetings.domain.registration import terms as find_terms
from meetings.domain.registration.terms import Room
from meetings.extensions import transaction
from meetings.i18n import words
from meetings.models.meeting import Session
from meetings.models.meeting_link import MeetingLink
from meetings.models.organisation import Nomination
from meetings.models.registration import Registration
from meetings.models.substitution import Substitution
from meetings.notices.own_way import SEALED
from meetings.web import house
from meetings.web.authorize import authorize, everyone
from meetings.web.invitation.forms import DeclineForm
from meetings.web.private import keep_private, leave
from meetings.web.registration import breakouts, days, entering, strands
from meetings.web.registration.choices import Choice, choices, preferred
from meetings.web.registration.entry import EntryForm, entry_form
from meetings.web.registration.forms import SessionForm
from meetings.web.registration.plate import NO_GROUPS, Groups, OwnDays, bar, groups, of_days
from meetings.web.registration.strands import Strand, given, moved, unchanged
from meetings.web.viewer import viewer
from meetings.web.wording import refusal

bp = Blueprint("place", __name__, url_prefix="/place")
bp.after_request(keep_private)


@dataclass(frozen=True, slots=True)
class OwnPage:
    """What somebody has at a meeting, and what they can do about it by their link."""

    link: MeetingLink
    token: str
    registration: Registration | None
    nomination: Nomination | None
    choices: Sequence[Choice]
    preferred: int | None
    open: bool
    barred: Refused | None
    needs_approval: bool
    may_withdraw: bool
    join_link: str
    #: What the holder has a part in as the one replaced, or as the substitute.
    substitution: Substitution | None
    room: Room
    breakouts: Groups
    strands: Sequence[Strand]
    #: What the place covers, if there is one.
    own: OwnDays | None


def link_of(token: str) -> MeetingLink:
    """Return the link with *token*; one that is forged, over or somebody else's answers with a sentence."""
    link = links.by_token(token, house.secret())
    if link is None:
        leave(*_unknown(token))
    _check(link)
    who = viewer()
    if who is not None and who.id != link.person_id:
        leave(403, _("This link was sent to somebody else than you. Sign out to use it, if it is yours."))
    g.zone = link.person.zone
    return link


def _unknown(token: str) -> tuple[int, str]:
    """Return how to answer somebody whose *token* is not known: one out of our own outbox is no fault."""
    if token.startswith(SEALED):
        return 200, _("This link was opened in the outbox, where it is sealed: it works only in the mail itself.")
    return 404, _("This link is not one of ours. Perhaps it was cut: copy the whole address out of the mail.")


def _check(link: MeetingLink) -> None:
    """Leave with a sentence when *link* no longer leads anywhere."""
    meeting = link.meeting
    if link.person.disabled_at:
        leave(410, _("The account that this link belongs to has been closed. Nothing was changed."))
    if meeting.cancelled_at:
        reason = words(meeting.cancellation)
        leave(410, _("%(title)s has been cancelled. %(reason)s", title=words(meeting.title), reason=reason))
    if not find_links.leads_somewhere(link, now=clock.now()):
        leave(410, _("%(title)s is over, so this link no longer works.", title=words(meeting.title)))


def _page(link: MeetingLink, token: str) -> OwnPage:
    now, meeting = clock.now(), link.meeting
    programme, room = meetings.programme(meeting), find_terms.room(meeting)
    sessions = [one for one in programme if one.parent_id is None]
    registration = queries.of(meeting, link.person)
    part = substitutes.of_either(meeting, link.person)
    stands_for = part.principal if part and part.substitute_id == link.person_id else link.person
    nomination = organisations.nomination_of(stands_for, on=now.date())
    is_open = takes_registrations(meeting, sessions, now)
    barred = bar(meeting, stands_for, nomination, room.terms) if is_open and not registration else None
    own = of_days(registration, sessions, is_open=is_open, now=now) if registration else None
    elsewhere = _elsewhere(sessions, registration, own)
    offered = choices(meeting, elsewhere, room=room, now=now) if is_open and not barred else ()
    shows_link = registration and own and place_rules.shows_join_link(registration, own.next, meeting, now)
    return OwnPage(
        link=link,
        token=token,
        registration=registration,
        nomination=nomination,
        choices=offered,
        preferred=preferred(offered),
        open=is_open,
        barred=barred,
        needs_approval=place_rules.waits_for_approval(room.terms, nomination.organisation if nomination else None),
        may_withdraw=bool(registration and place_rules.can_withdraw(registration, registration.session, now)),
        join_link=own.next.join_link if shows_link and own else "",
        substitution=part,
        room=room,
        breakouts=groups(registration, programme) if registration else NO_GROUPS,
        strands=() if registration else strands.offered(offered, sessions),
        own=own,
    )


def _elsewhere(
    sessions: Sequence[Session], registration: Registration | None, own: OwnDays | None
) -> Sequence[Session]:
    """Return the sessions to move to, or to choose from; none where days are chosen on a page of their own."""
    if registration is None:
        return sessions
    return () if own and own.several else [one for one in sessions if one.id != registration.session_id]


@bp.route("/<token>/", methods=["GET", "POST"])
@authorize(everyone)
def show(token: str) -> ResponseReturnValue:
    """Show what the holder has, and give them a place; before the first button was pressed, show that button."""
    link = link_of(token)
    page = _page(link, token)
    form = entry_form(entering.asking(link.meeting, page.room, page.registration))
    if page.registration and form.is_submitted():
        flash(unchanged(page.registration))
        return _back(token)
    if form.submitted() and _registers(page, form):
        return _back(token)
    if link.opened_at is None and not form.problems():
        return render_template("place/_begin.html", link=link, token=token, meeting=link.meeting)
    shown = render_template("place/show.html", page=page, form=form, meeting=link.meeting)
    return shown, 422 if form.problems() else 200


def _registers(page: OwnPage, form: EntryForm) -> bool:
    """Give the holder a place and say so, or refuse *form*."""
    link, sessions, now = page.link, strands.chosen(form, page.choices), clock.now()
    if not sessions:
        if page.choices:
            form.refuse(strands.missing(page.choices), form.session)
        else:
            form.refuse(refusal(page.barred or place_rules.RegistrationClosed()))
        return False
    try:
        made = entering.take(form, link.meeting, link.person, sessions, has_details=page.room.has_details, now=now)
        with transaction():
            actions.open_(link, now=now)
    except place_rules.AlreadyRegistered:
        held = queries.of(link.meeting, link.person)
        flash(unchanged(held) if held else refusal(place_rules.NotRegistered()))
        return True
    except Refused as error:
        form.refuse(refusal(error))
        return False
    flash(given(made))
    return True


@bp.route("/<token>/details/", methods=["GET", "POST"])
@authorize(everyone)
def details(token: str) -> ResponseReturnValue:
    """Show what the holder has said besides the session; on POST, keep something else."""
    link = link_of(token)
    page = _page(link, token)
    if page.registration is None:
        flash(refusal(place_rules.NotRegistered()), "warn")
        return _back(token)
    form = entry_form(entering.asking(link.meeting, page.room, page.registration), prefill=True)
    if form.submitted():
        try:
            entering.keep(form, page.registration, by=link.person, now=clock.now())
        except Refused as error:
            form.refuse(refusal(error))
        else:
            flash(_("What you said is saved."))
            return _back(token)
    shown = render_template("place/details.html", page=page, form=form, meeting=link.meeting)
    return shown, 422 if form.problems() else 200


@bp.route("/<token>/break-outs/", methods=["GET", "POST"])
@authorize(everyone)
def choose_breakouts(token: str) -> ResponseReturnValue:
    """Show the break-outs with their free places; on POST, keep what the holder chose."""
    link = link_of(token)
    registration, back = queries.of(link.meeting, link.person), url_for("place.show", token=token)
    page = "place/choose_breakouts.html"
    return breakouts.page_of(registration, page, by=link.person, back=back, meeting=link.meeting)


@bp.route("/<token>/days/", methods=["GET", "POST"])
@authorize(everyone)
def choose_days(token: str) -> ResponseReturnValue:
    """Show the days of the meeting; on POST, let the holder come on those that they ticked."""
    link = link_of(token)
    registration, back = queries.of(link.meeting, link.person), url_for("place.show", token=token)
    return days.page_of(registration, "place/choose_days.html", by=link.person, back=back, meeting=link.meeting)


@bp.route("/<token>/begin/", methods=["POST"])
@authorize(everyone)
def begin(token: str) -> ResponseReturnValue:
    """Note that a human being has opened the link."""
    link = link_of(token)
    with transaction():
        actions.open_(link, now=clock.now())
    return _back(token)


@bp.route("/<token>/move/", methods=["POST"])
@authorize(everyone)
def move(token: str) -> ResponseReturnValue:
    """Move the holder's place to another session; refused, it stays where it is."""
    link, form = link_of(token), SessionForm()
    page = _page(link, token)
    session = _chosen(page, form) if form.submitted() else None
    registration = page.registration
    if registration is None:
        flash(refusal(place_rules.NotRegistered()), "warn")
    elif session is None:
        flash(_("Choose one of the sessions. Your place stays where it is."), "warn")
    else:
        _try(lambda: places.move(registration, [session], by=link.person, now=clock.now()), lambda: moved(registration))
    return _back(token)


@bp.route("/<token>/decline/", methods=["GET", "POST"])
@authorize(everyone)
def decline(token: str) -> ResponseReturnValue:
    """Take the answer that the holder does not come, with a reason if they give one; a place goes to the next."""
    link, form = link_of(token), DeclineForm()
    page = _page(link, token)
    if page.substitution:
        return redirect(url_for("place_substitute.show", token=token), 303)
    if page.registration and not page.may_withdraw:
        flash(refusal(place_rules.SessionBegun()), "bad")
        return _back(token)
    if form.submitted():
        reason = form.reason.data or ""
        _try(
            lambda: actions.decline(link, reason, now=clock.now()),
            lambda: str(_("Thank you for telling us. You can change your answer while registration is open.")),
        )
        return _back(token)
    shown = render_template("place/decline.html", page=page, form=form, meeting=link.meeting)
    return shown, 422 if form.problems() else 200


def _try(act: Callable[[], None], said: Callable[[], str]) -> None:
    """Let *act* write, and say what was *said*; or say why it was refused."""
    try:
        with transaction():
            act()
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(said())


def _chosen(page: OwnPage, form: SessionForm) -> Session | None:
    """Return the session that was chosen, if it is one of those offered."""
    return next((one.session for one in page.choices if one.session.id == form.session.data), None)


def _back(token: str) -> ResponseReturnValue:
    return redirect(url_for("place.show", token=token), 303)
