"""Settling on one of the dates that a poll asked for."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FormField, HiddenField, RadioField

from meetings.core import clock
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.meeting.rules import Slot
from meetings.domain.meeting.steps import Step
from meetings.domain.poll import actions_settle, dates, policy, queries, settlements
from meetings.domain.poll.dates import DateDraft, Proposed
from meetings.domain.registration import actions as registrations
from meetings.models.meeting import Meeting, Session, SessionLanguage
from meetings.models.poll import Poll, PollOption
from meetings.models.poll_date import PollSettlement
from meetings.web import loaders
from meetings.web.attendance.session_names import session_name
from meetings.web.authorize import authorize
from meetings.web.fields import choices
from meetings.web.forms import Form, needed
from meetings.web.meeting import effects
from meetings.web.poll.date_fields import DayTimes
from meetings.web.poll.date_words import date_words, night_words
from meetings.web.viewer import signed_in, zone
from meetings.web.wording import label
from meetings.web.writing import written

bp = Blueprint("poll_dates", __name__)
bp.add_app_template_global(date_words)
bp.add_app_template_global(night_words)


class SettleForm(Form):
    """Which session the date becomes, and on a whole day from when to when."""

    becomes = RadioField(_l("What the date becomes"), [needed(_l("Choose what the date becomes."))], coerce=str)
    seen = HiddenField()

    def offer(self, sessions: Sequence[Session], *, undated: bool = False) -> None:
        """Offer to move one of *sessions*, or to add one in a language; of an *undated* meeting one takes the date."""
        if undated:
            self.becomes.choices = choices([(f"move-{one.id}", session_name(one)) for one in sessions])
            return
        moved = [(f"move-{one.id}", _moved(one)) for one in sessions]
        added = [(f"add-{word}", _("A new session: %(language)s", language=label(word))) for word in SessionLanguage]
        self.becomes.choices = choices([*moved, *added])

    def chosen(self, sessions: Sequence[Session]) -> Session | SessionLanguage:
        """Return which of *sessions* is moved, or in which language one is added."""
        what, _dash, which = self.becomes.data.partition("-")
        if what == "add":
            return SessionLanguage(which)
        return next(one for one in sessions if str(one.id) == which)


class DaySettleForm(SettleForm):
    """The same of a whole day, whose times are still to be found."""

    times = FormField(DayTimes)


def _moved(session: Session) -> str:
    """Say which session would be moved, and from when."""
    when = date_words(_Standing(session), zone())
    return str(_("The session moves: %(name)s, now %(when)s", name=session_name(session), when=when))


def _by_day(date: Proposed) -> Proposed:
    """Return *date* as far as it is known: of a whole day its noon, which is that day in most zones."""
    noon = date.starts + timedelta(hours=12)
    return DateDraft(noon, noon + timedelta(hours=1), date.zone) if date.whole_day else date


def _along(session: Session, slot: Slot) -> str:
    """Say when *session* would be, which moves with another one."""
    when = date_words(DateDraft(slot.starts, slot.ends, slot.zone), zone())
    return str(_("%(name)s moves by as many days: %(when)s.", name=session_name(session), when=when))


class _Standing:
    """The times of a session as those of a date."""

    whole_day = False

    def __init__(self, session: Session) -> None:
        self.starts, self.ends, self.zone = session.starts_wall, session.ends_wall, session.zone


@bp.route("/polls/<int:poll_id>/settle/<int:option_id>/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.poll)
def settle(poll: Poll, option_id: int) -> ResponseReturnValue:
    """Say what settling on a date will do; on POST, let it become a session."""
    option = _option(poll, option_id)
    standing, sessions = settlements.of(poll), _coming(poll.meeting)
    form = (DaySettleForm if option.date and option.date.whole_day else SettleForm)(data=_begun(standing, sessions))
    form.offer(sessions, undated=poll.meeting.undated)
    done = _("The poll is settled on this date. The session is in the programme.")
    if poll.meeting.undated:
        done = _("The poll is settled on this date. The meeting has its new dates; the mails are on their way.")
    if form.submitted() and (times := _times(form, option)):
        if written(form, lambda: _settle(poll, option, form, sessions, times)):
            flash(done)
            return redirect(url_for("poll.results", poll_id=poll.id), 303)
        form.seen.data = settlements.stamp(settlements.of(poll))
    html = render_template(
        "poll_dates/settle.html",
        poll=poll,
        option=option,
        form=form,
        standing=settlements.of(poll),
        will=[(one, _will(poll.meeting, one, sessions, option)) for one in sessions],
    )
    return html, 422 if form.problems() else 200


def _begun(standing: PollSettlement | None, sessions: Sequence[Session]) -> dict[str, str]:
    """Return what the form begins with: the session that the poll came to before, if it did."""
    before = standing.session_id if standing else None
    found = {"seen": settlements.stamp(standing)}
    return found | ({"becomes": f"move-{before}"} if any(one.id == before for one in sessions) else {})


def _settle(poll: Poll, option: PollOption, form: SettleForm, sessions: Sequence[Session], times: Proposed) -> None:
    now = clock.now()
    becomes = form.chosen(sessions)
    actions_settle.settle(poll, option, becomes, times, seen=form.seen.data or "", by=signed_in(), now=now)
    registrations.fill(poll.meeting, by=signed_in(), now=now)


def _times(form: SettleForm, option: PollOption) -> Proposed | None:
    """Return the times of *option*, on a whole day those typed; nothing where these cannot be, which is said there."""
    date = option.date
    if date is None or not isinstance(form, DaySettleForm):
        return date
    row = form.times.form
    empty = [field for field in (row.starts, row.ends) if field.data is None]
    for field in empty:
        field.errors = [*field.errors, _("Write the time.")]
    return None if empty else row.held(date.starts.date(), date.zone)


def _option(poll: Poll, option_id: int) -> PollOption:
    """Return the option of *poll* with this id, which must be a date, or answer 404."""
    number = loaders.numbered(option_id)
    found = loaders.found(next((one for one in queries.options(poll) if one.id == number), None))
    if poll.kind != "dates":
        abort(404)
    return found


def _coming(meeting: Meeting) -> list[Session]:
    """Return the sessions of *meeting* that can be moved: they take place and have not begun, or have no date."""
    held = meeting_rules.taking_place(meetings.sessions_of(meeting))
    return [session for session in held if meeting.undated or session.starts_at > clock.now()]


def _will(meeting: Meeting, session: Session, sessions: Sequence[Session], option: PollOption) -> list[str]:
    """Return in sentences whom moving *session* concerns; of an undated meeting, when the others would be."""
    if meeting.undated and option.date:
        moved = dates.slots(sessions, session, _by_day(option.date))
        others = [_along(one, slot) for one, slot in zip(sessions, moved, strict=True) if one.id != session.id]
        return [*others, *effects.effects(meeting, Step.FIX_DATES, effects.concerned(meeting))]
    people = effects.concerned(meeting, [session])
    return [effects.mails(people), *effects.calendars(meeting, people)]
