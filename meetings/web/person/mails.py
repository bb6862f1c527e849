"""The mails to oneself: a list, one mail, its calendar part."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from meetings.core.paging import number_from
from meetings.domain.outbox import queries
from meetings.domain.person import policy
from meetings.domain.privacy import retention
from meetings.models.outbox import Mail
from meetings.models.person import Person
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.outbox.views import as_shown, calendar_part
from meetings.web.outbox.wording import MARKS
from meetings.web.privacy import held_words
from meetings.web.viewer import signed_in, viewer

bp = Blueprint("mails", __name__, url_prefix="/people/me/mails")


def _may_read(viewer: Person | None, mail: Mail) -> bool:
    """Everybody reads the mails to themselves."""
    return policy.can_have_an_account_page(viewer)


def mail(number: int) -> Mail:
    """Return a mail to the reader; those to others are not there."""
    found, who = loaders.found(queries.by_id(loaders.numbered(number))), viewer()
    if who is not None and found.person_id != who.id:
        abort(404)
    return found


def _readable(mail: Mail) -> bool:
    """Say whether the words are shown: a way in was for the mailbox alone."""
    return bool(mail.text) and not mail.secret


@bp.route("/")
@authorize(policy.can_have_an_account_page)
def index() -> ResponseReturnValue:
    """List the mails to the reader, newest first."""
    page = queries.of_person(signed_in(), page=number_from(request.args.get("page", "")))
    return render_template(
        "mails/index.html", page=page, marks=MARKS, kind=held_words.mail, kept_for=retention.periods()["mails"]
    )


@bp.route("/<int:number>/")
@authorize(_may_read, mail)
def show(mail: Mail) -> ResponseReturnValue:
    """Show one mail to the reader."""
    return render_template(
        "mails/show.html", mail=mail, marks=MARKS, kind=held_words.mail(mail.kind), readable=_readable(mail)
    )


@bp.route("/<int:number>/html/")
@authorize(_may_read, mail)
def html(mail: Mail) -> ResponseReturnValue:
    """Show a mail as a mail program does."""
    return as_shown(mail) if _readable(mail) else abort(404)


@bp.route("/<int:number>/invite.ics")
@authorize(_may_read, mail)
def calendar(mail: Mail) -> ResponseReturnValue:
    """Hand out the calendar part of a mail."""
    if mail.calendar is None or not _readable(mail):
        abort(404)
    return calendar_part(mail, mail.calendar)
