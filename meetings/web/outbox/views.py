"""The outbox: what leaves the house, and what stays here to be read."""

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock, paging
from meetings.core.errors import Refused
from meetings.domain.outbox import actions, policy, queries
from meetings.extensions import transaction
from meetings.models.outbox import Mail, MailState
from meetings.models.person import Person
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import attachment
from meetings.web.viewer import signed_in, viewer
from meetings.web.wording import refusal

bp = Blueprint("outbox", __name__, url_prefix="/outbox")

#: A mail is shown as its reader sees it, and can do nothing here (CSP Level 3, sandbox).
PREVIEW_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
#: How full the disc is, and its colour.
MARKS = {
    MailState.QUEUED: "",
    MailState.IN_FLIGHT: "half",
    MailState.WAITING: "half warn",
    MailState.SENT: "full ok",
    MailState.FAILED: "bad",
    MailState.KEPT: "full",
}


def _is_demo() -> bool:
    demo: bool = current_app.extensions["settings"].demo
    return demo


def may_read(viewer: Person | None) -> bool:
    """The secretariat reads the outbox; in the demonstration everybody does."""
    return _is_demo() or policy.can_read(viewer)


def may_read_mail(viewer: Person | None, mail: Mail) -> bool:
    """Whoever may read the outbox opens its mails."""
    return may_read(viewer)


def may_retry(viewer: Person | None, mail: Mail) -> bool:
    """The secretariat sends a mail once more."""
    return policy.can_read(viewer)


def mail(number: int) -> Mail:
    """Return the mail with this number."""
    return loaders.found(queries.by_id(loaders.numbered(number)))


def shows_content(mail: Mail) -> bool:
    """Say whether the words of *mail* are shown: a way in is, outside the demonstration, for its reader only."""
    return bool(mail.text) and (_is_demo() or not mail.secret)


@bp.route("/")
@authorize(may_read)
def index() -> ResponseReturnValue:
    """List the mails, newest first."""
    page = queries.latest(page=paging.number_from(request.args.get("page", "")))
    sends = bool(current_app.extensions["settings"].mail_url)
    return render_template("outbox/index.html", page=page, marks=MARKS, demo=_is_demo(), sends=sends)


@bp.route("/<int:number>/")
@authorize(may_read_mail, mail)
def show(mail: Mail) -> ResponseReturnValue:
    """Show one mail, and what became of it."""
    return render_template(
        "outbox/show.html",
        mail=mail,
        marks=MARKS,
        demo=_is_demo(),
        readable=shows_content(mail),
        may_retry=may_retry(viewer(), mail) and mail.state is MailState.FAILED and not mail.secret,
    )


@bp.route("/<int:number>/html/")
@authorize(may_read_mail, mail)
def html(mail: Mail) -> ResponseReturnValue:
    """Show a mail as a mail program does, locked away from the site."""
    if not shows_content(mail):
        abort(404)
    return Response(mail.html, content_type="text/html; charset=utf-8", headers=_sealed())


@bp.route("/<int:number>/invite.ics")
@authorize(may_read_mail, mail)
def calendar(mail: Mail) -> ResponseReturnValue:
    """Hand out the calendar part of a mail."""
    if mail.calendar is None or not shows_content(mail):
        abort(404)
    kind = f"text/calendar; charset=utf-8; method={mail.calendar_method}"
    return attachment(mail.calendar, "invite.ics", kind)


@bp.route("/<int:number>/retry/", methods=["POST"])
@authorize(may_retry, mail)
def retry(mail: Mail) -> ResponseReturnValue:
    """Send a mail that failed once more."""
    try:
        with transaction():
            actions.retry(mail, by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(_("The mail is in the queue again. It leaves within seconds."))
    return redirect(url_for(".show", number=mail.id), 303)


def _sealed() -> dict[str, str]:
    return {
        "Content-Security-Policy": PREVIEW_POLICY,
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "no-referrer",
    }
