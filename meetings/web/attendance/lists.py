"""Pages on which the lists of connections of a meeting are brought in, settled, taken over and taken back."""

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.paging import number_from
from meetings.core.text import as_integer
from meetings.domain.attendance import list_actions as actions
from meetings.domain.attendance import list_queries as queries
from meetings.domain.attendance import list_rules as rules
from meetings.domain.attendance import policy
from meetings.domain.attendance import queries as attendance
from meetings.domain.person import queries as people
from meetings.extensions import transaction
from meetings.filing import filing
from meetings.models.connection_list import Choice, ConnectionList, ConnectionRow
from meetings.models.meeting import Meeting
from meetings.models.register_import import ImportState
from meetings.storage import Storage
from meetings.web import house, loaders
from meetings.web.attendance import attendance_words
from meetings.web.attendance.forms import ListForm
from meetings.web.attendance.list_page import PARTS, list_page
from meetings.web.authorize import authorize
from meetings.web.downloads import stored
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("connection_list", __name__, url_prefix="/meetings/<slug>/attendance/lists")

#: How fields of rows begin: the choice, and the address of somebody else.
ROW, OTHER = "row-", "other-"


def _storage() -> Storage:
    storage: Storage = current_app.extensions["storage"]
    return storage


def _to(connections: ConnectionList, **part: str) -> ResponseReturnValue:
    address = url_for(".show", slug=connections.meeting.slug, list_id=connections.id, **part)  # type: ignore[arg-type]
    return redirect(address, 303)


@bp.route("/", methods=["GET", "POST"])
@authorize(policy.can_keep, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """Take a list; show what became of those before."""
    form = ListForm()
    if form.submitted():
        file = request.files.get("file")
        data = file.stream.read(rules.BIGGEST + 1) if file else b""
        name = (file.filename if file else "") or ""
        try:
            with filing(_storage()) as storage:
                made = actions.bring(
                    meeting, name, data, house_zone=house.zone(), storage=storage, by=signed_in(), now=clock.now()
                )
        except Refused as error:
            form.refuse(refusal(error), form.file)
        else:
            return _to(made)
    html = render_template(
        "connection_list/index.html",
        meeting=meeting,
        form=form,
        past=queries.of(meeting),
        sessions=attendance.held(meeting),
        words=attendance_words,
    )
    return html, 422 if form.problems() else 200


@bp.route("/<int:list_id>/")
@authorize(policy.can_import, loaders.connection_list)
def show(connection_list: ConnectionList) -> ResponseReturnValue:
    """Show what a list says, how far it is, or what it did."""
    return _shown(connection_list)


def _shown(connections: ConnectionList, *, problem: str = "") -> ResponseReturnValue:
    page = list_page(
        connections,
        part=request.args.get("show", ""),
        number=number_from(request.args.get("page", "")),
        house_zone=house.zone(),
        now=clock.now(),
    )
    html = render_template(
        "connection_list/show.html", page=page, problem=problem, words=attendance_words, typed=request.form, parts=PARTS
    )
    return html, 422 if problem else 200


@bp.route("/<int:list_id>/progress/")
@authorize(policy.can_import, loaders.connection_list)
def progress(connection_list: ConnectionList) -> ResponseReturnValue:
    """Say how far a list is, for the module that looks again by itself."""
    done, total = connection_list.done, connection_list.total
    words = attendance_words.progress(done, total)
    return {"state": connection_list.state.value, "done": done, "total": total, "words": words}


@bp.route("/<int:list_id>/sitting/", methods=["POST"])
@authorize(policy.can_import, loaders.connection_list)
def sitting(connection_list: ConnectionList) -> ResponseReturnValue:
    """Say of which sitting a list is, and in which zone its times are written."""
    number = as_integer(request.form.get("session", ""), 1, loaders.HIGHEST_ID)
    session = next((one for one in attendance.held(connection_list.meeting) if one.id == number), None)
    if session is None:
        return _shown(connection_list, problem=_("Choose one of the sessions."))
    try:
        with transaction():
            zone = request.form.get("zone", "")
            actions.choose(connection_list, session, zone, by=signed_in(), now=clock.now())
    except Refused as error:
        return _shown(connection_list, problem=refusal(error))
    return _to(connection_list)


@bp.route("/<int:list_id>/rows/", methods=["POST"])
@authorize(policy.can_import, loaders.connection_list)
def decide(connection_list: ConnectionList) -> ResponseReturnValue:
    """Take over what was decided about rows."""
    try:
        chosen = _chosen(connection_list)
        if chosen:
            with transaction():
                number = actions.decide(connection_list, chosen, by=signed_in(), now=clock.now())
            flash(
                ngettext(
                    "One row is settled. The next list will know it.",
                    "%(num)d rows are settled. The next list will know them.",
                    number,
                )
            )
    except Refused as error:
        return _shown(connection_list, problem=refusal(error))
    return _to(connection_list, show="open")


def _chosen(connections: ConnectionList) -> dict[int, tuple[Choice, int | None]]:
    """Read the decisions out of the form; raises ``ChoiceUnknown`` for one that was not offered."""
    typed = {name[len(ROW) :]: value for name, value in request.form.items() if name.startswith(ROW) and value}
    ids = {number: value for text, value in typed.items() if (number := as_integer(text, 1, loaders.HIGHEST_ID))}
    rows = queries.chosen_rows(connections, ids)
    if len(rows) < len(typed):
        raise rules.ChoiceUnknown
    return {number: _choice(row, ids[number]) for number, row in rows.items()}


def _choice(row: ConnectionRow, value: str) -> tuple[Choice, int | None]:
    if value in (Choice.GUEST, Choice.IGNORE):
        return Choice(value), None
    if value == "other":
        person = people.by_any_address(request.form.get(f"{OTHER}{row.id}", ""))
        if person is None or person.disabled_at:
            raise rules.ChoiceUnknown
        return Choice.PERSON, person.id
    offered = {str(person_id): person_id for person_id, _score in row.candidates}
    if value not in offered:
        raise rules.ChoiceUnknown
    return Choice.PERSON, offered[value]


@bp.route("/<int:list_id>/rest/", methods=["POST"])
@authorize(policy.can_import, loaders.connection_list)
def rest(connection_list: ConnectionList) -> ResponseReturnValue:
    """Let all whom nobody of the register looks like be guests, or leave them out."""
    value = request.form.get("choice", "")
    if value not in (Choice.GUEST, Choice.IGNORE):
        return _shown(connection_list, problem=_("Choose one of the two."))
    try:
        with transaction():
            number = actions.decide_unknown(connection_list, Choice(value), by=signed_in(), now=clock.now())
    except Refused as error:
        return _shown(connection_list, problem=refusal(error))
    flash(ngettext("One row is settled.", "%(num)d rows are settled.", number))
    return _to(connection_list)


@bp.route("/<int:list_id>/rows/<int:row_id>/reopen/", methods=["POST"])
@authorize(policy.can_import, loaders.connection_list)
def reopen(connection_list: ConnectionList, row_id: int) -> ResponseReturnValue:
    """Ask once more who is meant by a row."""
    row = loaders.found(queries.chosen_rows(connection_list, [loaders.numbered(row_id)]).get(row_id))
    try:
        with transaction():
            actions.reopen(connection_list, row, by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    return _to(connection_list, show="open")


@bp.route("/<int:list_id>/apply/", methods=["POST"])
@authorize(policy.can_import, loaders.connection_list)
def apply(connection_list: ConnectionList) -> ResponseReturnValue:
    """Have a list taken over into the attendance."""
    try:
        with transaction():
            leave = "leave_open" in request.form
            actions.ask(connection_list, leave_open=leave, by=signed_in(), now=clock.now())
    except Refused as error:
        return _shown(connection_list, problem=refusal(error))
    return _to(connection_list)


@bp.route("/<int:list_id>/undo/", methods=["GET", "POST"])
@authorize(policy.can_import, loaders.connection_list)
def undo(connection_list: ConnectionList) -> ResponseReturnValue:
    """Ask whether a list is really to be taken back; on POST, take it back."""
    try:
        if request.method == "POST":
            with transaction():
                actions.ask_undo(connection_list, by=signed_in(), now=clock.now())
        elif actions.can_be_undone(connection_list, now=clock.now()):
            return render_template("connection_list/undo.html", connections=connection_list)
        else:
            late = connection_list.state is ImportState.APPLIED
            raise rules.UndoOver if late else rules.ListOutdated
    except Refused as error:
        flash(refusal(error), "bad")
    return _to(connection_list)


@bp.route("/<int:list_id>/drop/", methods=["POST"])
@authorize(policy.can_import, loaders.connection_list)
def drop(connection_list: ConnectionList) -> ResponseReturnValue:
    """Forget a list that was not taken over."""
    slug = connection_list.meeting.slug
    try:
        with filing(_storage()) as storage:
            actions.drop(connection_list, storage=storage, by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
        return _to(connection_list)
    flash(_("The list and its file are deleted. The attendance is as it was."))
    return redirect(url_for(".index", slug=slug), 303)


@bp.route("/<int:list_id>/file")
@authorize(policy.can_import, loaders.connection_list)
def file(connection_list: ConnectionList) -> Response:
    """Give the file as it came."""
    if not connection_list.file_key:
        abort(404)
    return stored(connection_list.file_key, "application/octet-stream", connection_list.file_name)
