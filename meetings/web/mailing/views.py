"""The plan of a meeting's mails: written, shown to its writer as any recipient reads it, planned, sent, stopped."""

from collections.abc import Callable

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.core import clock, paging
from meetings.core.errors import Refused
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.mailing import actions, policy, recipients, rules
from meetings.domain.privacy import retention
from meetings.extensions import transaction
from meetings.models.mailing import Mailing, MailingKind
from meetings.models.meeting import Meeting
from meetings.notices import mailings
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.fields import asked
from meetings.web.mailing import page, wording
from meetings.web.mailing.editing import bp as bp
from meetings.web.mailing.editing import to
from meetings.web.mailing.forms import SendForm
from meetings.web.outbox import listing
from meetings.web.outbox.views import sealed
from meetings.web.outbox.wording import MARKS as MAIL_MARKS
from meetings.web.privacy import held_words
from meetings.web.viewer import signed_in, viewer
from meetings.web.wording import refusal
from meetings.web.writing import pressed


@bp.route("/")
@authorize(policy.can_plan, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """Show what goes when, to how many, and where it stands; below it the mails that went by themselves."""
    return render_template(
        "mailing/index.html",
        page=page.plan_of(meeting, now=clock.now()),
        kinds=list(MailingKind),
        marks=wording.MARKS,
        when=wording.when,
        mail_kind=held_words.mail,
        may_keep=policy.can_keep(viewer(), meeting.series),
        may_word=policy.can_word(viewer()),
        reads_outbox=listing.may_read(viewer()),
        kept_for=retention.periods()["mails"],
    )


@bp.route("/<int:mailing_id>/")
@authorize(policy.can_prepare, loaders.mailing)
def show(mailing: Mailing) -> ResponseReturnValue:
    """Show one mail: to whom it goes, when, what a recipient reads, and what became of it."""
    return _shown(mailing, SendForm(formdata=None))


@bp.route("/<int:mailing_id>/preview/")
@authorize(policy.can_prepare, loaders.mailing)
def preview(mailing: Mailing) -> ResponseReturnValue:
    """Show what a recipient reads as their mail program shows it, locked away from the site."""
    found = page.page_of(mailing, as_whom=request.args.get("reader", ""), number=1, now=clock.now())
    letter = loaders.found(found.letter)
    return Response(letter.html, content_type="text/html; charset=utf-8", headers=sealed())


@bp.route("/<int:mailing_id>/plan/", methods=["POST"])
@authorize(policy.can_send, loaders.mailing)
def plan(mailing: Mailing) -> ResponseReturnValue:
    """Let a mail go by itself when its time has come."""
    return _sent(mailing, actions.plan, _("The mail is planned. It goes by itself."))


@bp.route("/<int:mailing_id>/send/", methods=["POST"])
@authorize(policy.can_send, loaders.mailing)
def send(mailing: Mailing) -> ResponseReturnValue:
    """Let a mail go at once."""
    return _sent(mailing, actions.send_now, _("The mail goes out now."))


@bp.route("/<int:mailing_id>/stop/", methods=["POST"])
@authorize(policy.can_send, loaders.mailing)
def stop(mailing: Mailing) -> ResponseReturnValue:
    """Stop a mail: what has not left is held back."""
    held: list[int] = []
    try:
        with transaction():
            held.append(actions.stop(mailing, by=signed_in(), now=clock.now()))
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(ngettext("Stopped. %(num)d mail was held back.", "Stopped. %(num)d mails were held back.", held[0]))
    return to(mailing)


@bp.route("/<int:mailing_id>/test/", methods=["POST"])
@authorize(policy.can_prepare, loaders.mailing)
def test(mailing: Mailing) -> ResponseReturnValue:
    """Send to oneself what a recipient would read."""
    found = recipients.of(mailing.meeting, rules.segment(mailing.segment), now=clock.now())
    one = page.recipient(found, request.form.get("reader", ""))
    if one is None:
        flash(refusal(rules.Nobody()), "bad")
        return to(mailing)
    reader = signed_in()
    with transaction():
        mailings.test(mailing, one, reader, now=clock.now())
    flash(_("A test is on its way to %(address)s.", address=reader.email))
    return redirect(url_for(".show", slug=mailing.meeting.slug, mailing_id=mailing.id, reader=one.person.id), 303)


@bp.route("/<int:mailing_id>/duplicate/", methods=["POST"])
@authorize(policy.can_prepare, loaders.mailing)
def duplicate(mailing: Mailing) -> ResponseReturnValue:
    """Make a draft with the same words, recipients and time."""
    made: list[Mailing] = []
    pressed(
        lambda: made.append(actions.duplicate(mailing, by=signed_in(), now=clock.now())),
        _("This is the copy, a draft."),
    )
    return to(made[0] if made else mailing)


@bp.route("/<int:mailing_id>/delete/", methods=["POST"])
@authorize(policy.can_prepare, loaders.mailing)
def delete(mailing: Mailing) -> ResponseReturnValue:
    """Delete a mail of which nothing has gone."""
    meeting = mailing.meeting
    pressed(lambda: actions.delete(mailing, by=signed_in(), now=clock.now()), _("The mail is deleted."))
    return redirect(url_for(".index", slug=meeting.slug), 303)


@bp.route("/follow/", methods=["POST"])
@authorize(policy.can_plan, loaders.meeting)
def follow(meeting: Meeting) -> ResponseReturnValue:
    """Give the meeting the mails that its series plans."""
    pressed(
        lambda: actions.follow_series(meeting, by=signed_in(), now=clock.now()), _("The plan of the series is here.")
    )
    return redirect(url_for(".index", slug=meeting.slug), 303)


def _sent(mailing: Mailing, act: Callable[..., None], done: str) -> ResponseReturnValue:
    """Plan or send *mailing* to the people who were seen, or show again why not."""
    form = SendForm()
    if form.submitted():
        try:
            with transaction():
                seen, waiver = form.seen.data or "", form.waiver.data or ""
                act(mailing, seen=seen, waiver=waiver, by=signed_in(), now=clock.now())
        except ChangedMeanwhile:
            form.refuse(_("The list has changed since you saw it. Look at it again, then send."))
        except rules.LanguageMissing as error:
            form.refuse(refusal(error), form.waiver)
        except Refused as error:
            form.refuse(refusal(error))
        else:
            flash(done)
            return to(mailing)
    return _shown(mailing, form)


def _shown(mailing: Mailing, form: SendForm) -> ResponseReturnValue:
    number = paging.number_from(request.args.get("page", ""))
    reader, who = request.values.get("reader", ""), asked(request.args, "who")
    found = page.page_of(mailing, as_whom=reader, who=who, number=number, now=clock.now())
    html = render_template(
        "mailing/show.html",
        page=found,
        form=form,
        marks=wording.MARKS,
        mail_marks=MAIL_MARKS,
        when=wording.when,
        part=rules.segment(mailing.segment).part,
        reference=rules.reference(mailing),
        may_send=policy.can_send(viewer(), mailing),
    )
    return html, 422 if form.problems() else 200
