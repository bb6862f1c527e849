"""One mail: what it says, what became of it, and what can be done with it by hand."""

from collections.abc import Callable

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.meeting import policy as meeting_policy
from meetings.domain.meeting import queries as meetings
from meetings.domain.outbox import actions_hand, policy, queries, rules
from meetings.extensions import transaction
from meetings.models.outbox import Mail, MailState
from meetings.models.person import Person
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import attachment
from meetings.web.outbox.listing import bp as bp
from meetings.web.outbox.listing import is_demo, may_read
from meetings.web.outbox.wording import MARKS
from meetings.web.privacy import held_words
from meetings.web.viewer import signed_in, viewer
from meetings.web.wording import refusal

#: A mail is shown as its reader sees it, and can do nothing here (CSP Level 3, sandbox).
PREVIEW_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"


def may_read_mail(viewer: Person | None, mail: Mail) -> bool:
    """Whoever may read the outbox opens its mails, and who runs a meeting those of that meeting."""
    return may_read(viewer) or may_handle(viewer, mail)


def may_handle(viewer: Person | None, mail: Mail) -> bool:
    """The secretariat handles mails by hand, and who runs a meeting those of that meeting."""
    meeting = meetings.by_id(mail.meeting_id) if mail.meeting_id else None
    return policy.can_read(viewer) or (meeting is not None and meeting_policy.can_manage(viewer, meeting))


def mail(number: int) -> Mail:
    """Return the mail with this number."""
    return loaders.found(queries.by_id(loaders.numbered(number)))


def shows_content(mail: Mail) -> bool:
    """Say whether the words of *mail* are shown: a way in is, outside the demonstration, for its reader only."""
    return bool(mail.text) and (is_demo() or not mail.secret)


@bp.route("/<int:number>/")
@authorize(may_read_mail, mail)
def show(mail: Mail) -> ResponseReturnValue:
    """Show one mail, and what became of it."""
    handles = may_handle(viewer(), mail)
    over = mail.secret and not mail.text
    return render_template(
        "outbox/show.html",
        mail=mail,
        meeting=meetings.by_id(mail.meeting_id) if mail.meeting_id else None,
        whole=may_read(viewer()),
        kind=held_words.mail(mail.kind),
        marks=MARKS,
        demo=is_demo(),
        readable=shows_content(mail),
        may_retry=handles and mail.state in rules.TROUBLED and not mail.secret,
        may_withhold=handles and mail.state in rules.TO_BE_SENT,
        may_release=handles and mail.state is MailState.WITHHELD and not over,
    )


@bp.route("/<int:number>/html/")
@authorize(may_read_mail, mail)
def html(mail: Mail) -> ResponseReturnValue:
    """Show a mail as a mail program does, locked away from the site."""
    if not shows_content(mail):
        abort(404)
    return as_shown(mail)


def as_shown(mail: Mail) -> Response:
    """Return the HTML of *mail*, locked away from the site."""
    return Response(mail.html, content_type="text/html; charset=utf-8", headers=sealed())


@bp.route("/<int:number>/invite.ics")
@authorize(may_read_mail, mail)
def calendar(mail: Mail) -> ResponseReturnValue:
    """Hand out the calendar part of a mail."""
    if mail.calendar is None or not shows_content(mail):
        abort(404)
    return calendar_part(mail, mail.calendar)


def calendar_part(mail: Mail, octets: bytes) -> Response:
    """Return the calendar part of *mail* as a file."""
    return attachment(octets, "invite.ics", f"text/calendar; charset=utf-8; method={mail.calendar_method}")


@bp.route("/<int:number>/retry/", methods=["POST"])
@authorize(may_handle, mail)
def retry(mail: Mail) -> ResponseReturnValue:
    """Send a mail that failed once more."""
    return _handled(mail, actions_hand.retry, _("The mail is in the queue again. It leaves within seconds."))


@bp.route("/<int:number>/withhold/", methods=["POST"])
@authorize(may_handle, mail)
def withhold(mail: Mail) -> ResponseReturnValue:
    """Hold back a mail that has not left."""
    return _handled(mail, actions_hand.withhold, _("The mail is held back. It does not leave unless you let it go."))


@bp.route("/<int:number>/release/", methods=["POST"])
@authorize(may_handle, mail)
def release(mail: Mail) -> ResponseReturnValue:
    """Let a mail go that was held back."""
    return _handled(mail, actions_hand.release, _("The mail is in the queue again. It leaves within seconds."))


def _handled(mail: Mail, do: Callable[..., None], words: str) -> ResponseReturnValue:
    """Do something with *mail* by hand, and say so in *words*, or why it was refused."""
    try:
        with transaction():
            do(mail, by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(words)
    return redirect(url_for(".show", number=mail.id), 303)


def sealed() -> dict[str, str]:
    """Return the headers with which a mail is shown and can do nothing."""
    return {
        "Content-Security-Policy": PREVIEW_POLICY,
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "no-referrer",
    }
