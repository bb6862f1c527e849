"""A mail to many is written and changed; what somebody else wrote meanwhile is shown, field by field."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.mailing import actions, defaults, places, policy, queries, rules
from meetings.domain.mailing.rules import Draft, Segment
from meetings.domain.mailing.timing import Moment
from meetings.extensions import transaction
from meetings.models.mailing import Audience, Mailing, MailingKind, Timing
from meetings.models.meeting import Meeting
from meetings.web import edits, loaders
from meetings.web.authorize import authorize
from meetings.web.mailing import forms, wording
from meetings.web.mailing.forms import MailingForm
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("mailing", __name__, url_prefix="/meetings/<slug>/mail")


@bp.route("/new/", methods=["GET", "POST"])
@authorize(policy.can_plan, loaders.meeting)
def new(meeting: Meeting) -> ResponseReturnValue:
    """Write a mail of the kind that the address names, which begins with the words kept for it."""
    kind = next((kind for kind in MailingKind if kind == request.args.get("kind")), MailingKind.FREE)
    form = forms.begun(meeting, _usual(meeting, kind))
    if form.submitted():
        try:
            with transaction():
                mailing = actions.prepare(meeting, form.draft(kind), by=signed_in(), now=clock.now())
        except Refused as error:
            form.say(error)
        else:
            flash(_("The mail is saved as a draft. Look at it, then plan it or send it."))
            return to(mailing)
    html = render_template("mailing/new.html", form=form, meeting=meeting, **_about(kind))
    return html, 422 if form.problems() else 200


@bp.route("/<int:mailing_id>/edit/", methods=["GET", "POST"])
@authorize(policy.can_prepare, loaders.mailing)
def edit(mailing: Mailing) -> ResponseReturnValue:
    """Change the words, the recipients or the time of a mail that has not begun to go."""
    if mailing.state not in rules.OPEN:
        flash(refusal(rules.NotOpen()), "warn")
        return to(mailing)
    sent = edits.with_choices(request.form, several=forms.SEVERAL) if request.method == "POST" else None
    form = forms.of(mailing, sent)
    if sent is not None and edits.undecided(request.form):
        return _compared(mailing, form), 409
    if form.submitted():
        try:
            with transaction():
                draft, seen = form.draft(mailing.kind), edits.seen(request.form)
                actions.revise(mailing, draft, seen=seen, by=signed_in(), now=clock.now())
        except ChangedMeanwhile:
            return _compared(mailing, form), 409
        except Refused as error:
            form.say(error)
        else:
            flash(_("The mail is saved."))
            return to(mailing)
    seen, base = mailing.revision, edits.base_of(form)
    if sent is not None:
        seen, base = edits.seen(request.form), request.form.get("base", "")
    return _page(mailing, form, seen=seen, base=base), 422 if form.problems() else 200


def _compared(mailing: Mailing, form: MailingForm) -> str:
    """Return the page that asks which values are to stand."""
    stored = forms.of(mailing, None)
    found = edits.compare(request.form, stored, form)
    return _page(mailing, form, seen=mailing.revision, base=edits.base_of(stored), found=found)


def _page(mailing: Mailing, form: MailingForm, *, seen: int, base: str, found: edits.Comparison | None = None) -> str:
    about = _about(mailing.kind) | {"seen": seen, "base": base, "found": found}
    return render_template("mailing/edit.html", form=form, meeting=mailing.meeting, mailing=mailing, **about)


def _about(kind: MailingKind) -> dict[str, object]:
    return {"kind": kind, "offered": places.offered(kind), "said": wording.PLACES}


def _usual(meeting: Meeting, kind: MailingKind) -> Draft:
    """Return what a new mail of *kind* begins with."""
    words = queries.words(kind, meeting.series)
    usual = next((step for step in defaults.USUAL if step.kind is kind), None)
    audience = usual.audience if usual else Audience.REGISTERED
    moment = usual.moment if usual else Moment(Timing.AT, zone=meeting.zone)
    return Draft(kind, words.subject, words.body, Segment(audience), moment)


def to(mailing: Mailing) -> ResponseReturnValue:
    """Go to the page of *mailing*."""
    return redirect(url_for(".show", slug=mailing.meeting.slug, mailing_id=mailing.id), 303)
