"""Pages on which the secretariat brings a file into the register, and undoes that."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.paging import number_from
from meetings.core.text import as_integer
from meetings.domain.organisation import import_actions as actions
from meetings.domain.organisation import import_files as files
from meetings.domain.organisation import import_queries as queries
from meetings.domain.organisation import import_rules as rules
from meetings.domain.organisation import import_work as work
from meetings.domain.organisation import policy, sheets
from meetings.domain.organisation import queries as register
from meetings.extensions import transaction
from meetings.filing import filing
from meetings.models.register_import import ImportState, RegisterImport
from meetings.storage import Storage
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import CSV, attachment
from meetings.web.organisation import exporting, import_words, preview, wording
from meetings.web.organisation import import_downloads as downloads
from meetings.web.organisation.forms import UploadForm
from meetings.web.organisation.matching import MatchingPage, matching_page
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("register_import", __name__, url_prefix="/organisations/import")


def _storage() -> Storage:
    storage: Storage = current_app.extensions["storage"]
    return storage


def _to(imported: RegisterImport) -> ResponseReturnValue:
    page = "columns" if imported.state is ImportState.CHOOSING else "show"
    return redirect(url_for(f".{page}", import_id=imported.id), 303)


def _refused(imported: RegisterImport, error: Refused) -> ResponseReturnValue:
    """Say on the page of *imported* why nothing was done."""
    flash(refusal(error), "bad")
    return redirect(url_for(".show", import_id=imported.id), 303)


@bp.route("/", methods=["GET", "POST"])
@authorize(policy.can_import)
def index() -> ResponseReturnValue:
    """Take a file; show which columns it may have, and what became of the files before."""
    form, file = UploadForm(), request.files.get("file")
    if form.submitted() and not file:
        form.refuse(_("Choose a file."), form.file)
    elif file and form.submitted():
        data = file.stream.read(files.BIGGEST + 1)
        try:
            read = files.opened(data)
            with filing(_storage()) as storage:
                name = file.filename or ""
                imported = actions.bring(name, data, read, storage=storage, by=signed_in(), now=clock.now())
        except Refused as error:
            form.refuse(refusal(error), form.file)
        else:
            return _to(imported)
    past = queries.past(page=number_from(request.args.get("page", "")))
    shown = render_template(
        "register_import/index.html",
        form=form,
        columns=sheets.Column,
        kinds=", ".join(kind.code for kind in register.kinds()),
        heading=sheets.heading,
        past=past,
        state=import_words.state,
        mark=import_words.mark,
    )
    return shown, 422 if form.problems() else 200


@bp.route("/template.csv")
@authorize(policy.can_import)
def template() -> ResponseReturnValue:
    """Give a file with the headings, to be filled."""
    return attachment(exporting.template(), "register-template.csv", CSV)


@bp.route("/<int:import_id>/")
@authorize(policy.can_import, loaders.register_import)
def show(register_import: RegisterImport) -> ResponseReturnValue:
    """Show what a file would do, how far it is, or what it did."""
    if register_import.state is ImportState.CHOOSING:
        return _to(register_import)
    return _shown(register_import)


def _shown(imported: RegisterImport, *, problem: str = "") -> ResponseReturnValue:
    page = preview.import_page(
        imported,
        verdict=request.args.get("show", ""),
        number=number_from(request.args.get("page", "")),
        now=clock.now(),
    )
    return render_template("register_import/show.html", page=page, problem=problem), 422 if problem else 200


@bp.route("/<int:import_id>/progress/")
@authorize(policy.can_import, loaders.register_import)
def progress(register_import: RegisterImport) -> ResponseReturnValue:
    """Say how far a file is, for the module that looks again by itself."""
    done, total = register_import.done, register_import.total
    state = register_import.state.value
    return {"state": state, "done": done, "total": total, "words": import_words.progress(done, total)}


@bp.route("/<int:import_id>/columns/", methods=["GET", "POST"])
@authorize(policy.can_import, loaders.register_import)
def columns(register_import: RegisterImport) -> ResponseReturnValue:
    """Show the columns of a file beside ours; on POST, match them and have the rows compared."""
    if register_import.state not in rules.IDLE or not register_import.file_key:
        return redirect(url_for(".show", import_id=register_import.id), 303)
    page = matching_page(register_import)
    if request.method == "POST":
        chosen = page.take(request.form)
        try:
            if chosen is not None:
                with transaction():
                    actions.choose_columns(
                        register_import,
                        chosen,
                        remember="remember" in request.form,
                        by=signed_in(),
                        now=clock.now(),
                    )
                return redirect(url_for(".show", import_id=register_import.id), 303)
        except Refused as error:
            page.refuse(error)
    return _matching(page)


def _matching(page: MatchingPage) -> ResponseReturnValue:
    return render_template("register_import/columns.html", page=page), 422 if page.problems() else 200


@bp.route("/<int:import_id>/sheet/", methods=["POST"])
@authorize(policy.can_import, loaders.register_import)
def sheet(register_import: RegisterImport) -> ResponseReturnValue:
    """Read a file in another sheet or another encoding."""
    if register_import.state not in rules.IDLE or not register_import.file_key:
        return _refused(register_import, rules.ImportOutdated())
    page = matching_page(register_import)
    chosen = request.form.get("sheet", ""), request.form.get("encoding", "")
    if chosen[0] not in (page.sheets or [""]) or chosen[1] not in (page.encodings or [""]):
        page.refusals.append(wording.not_offered())
        return _matching(page)
    try:
        data, source = work.data_of(register_import, _storage()), actions.source_of(register_import)
        table = files.read(data, source, sheet=chosen[0], encoding=chosen[1])
        with transaction():
            actions.reread(register_import, table, sheet=chosen[0], encoding=chosen[1], by=signed_in(), now=clock.now())
    except Refused as error:
        page.refusals.append(refusal(error))
        return _matching(page)
    return redirect(url_for(".columns", import_id=register_import.id), 303)


@bp.route("/<int:import_id>/columns/forget/", methods=["POST"])
@authorize(policy.can_import, loaders.register_import)
def forget(register_import: RegisterImport) -> ResponseReturnValue:
    """Forget how columns with these headings were matched."""
    try:
        with transaction():
            actions.forget_matching(register_import, by=signed_in(), now=clock.now())
    except Refused as error:
        return _refused(register_import, error)
    flash(_("What was remembered for these headings is forgotten."))
    return redirect(url_for(".columns", import_id=register_import.id), 303)


@bp.route("/<int:import_id>/rows/", methods=["POST"])
@authorize(policy.can_import, loaders.register_import)
def decide(register_import: RegisterImport) -> ResponseReturnValue:
    """Take over what was decided about rows whose person may be known already."""
    typed = {name: value for name, value in request.form.items() if name.startswith(preview.NAME) and value}
    offered = preview.offered(queries.problems(register_import)) if typed else {}
    numbers = {name: as_integer(name.removeprefix(preview.NAME), 1, loaders.HIGHEST_ID) for name in typed}
    choices = {number: typed[name] for name, number in numbers.items() if number}
    if len(choices) < len(typed) or any(value not in offered.get(row, ()) for row, value in choices.items()):
        return _shown(register_import, problem=wording.not_offered())
    try:
        if choices:
            with transaction():
                actions.decide(register_import, choices, by=signed_in(), now=clock.now())
    except Refused as error:
        return _refused(register_import, error)
    return redirect(url_for(".show", import_id=register_import.id), 303)


@bp.route("/<int:import_id>/apply/", methods=["POST"])
@authorize(policy.can_import, loaders.register_import)
def apply(register_import: RegisterImport) -> ResponseReturnValue:
    """Have a file imported: all of it, or its good rows when that is ticked."""
    only_good = "only_good" in request.form
    if register_import.counts.get("problem") and not only_good:
        words = _(
            "Rows with problems stay out of the register. Tick that the others shall be imported, or mend the file."
        )
        return _shown(register_import, problem=words)
    try:
        with transaction():
            actions.ask(register_import, only_good=only_good, by=signed_in(), now=clock.now())
    except Refused as error:
        return _refused(register_import, error)
    return redirect(url_for(".show", import_id=register_import.id), 303)


@bp.route("/<int:import_id>/undo/", methods=["GET", "POST"])
@authorize(policy.can_import, loaders.register_import)
def undo(register_import: RegisterImport) -> ResponseReturnValue:
    """Ask whether a whole import shall be undone; on POST, have it undone."""
    if request.method != "POST":
        if not actions.can_be_undone(register_import, now=clock.now()):
            return redirect(url_for(".show", import_id=register_import.id), 303)
        return render_template("register_import/undo.html", imported=register_import)
    try:
        with transaction():
            actions.ask_undo(register_import, by=signed_in(), now=clock.now())
    except Refused as error:
        return _refused(register_import, error)
    return redirect(url_for(".show", import_id=register_import.id), 303)


@bp.route("/<int:import_id>/drop/", methods=["POST"])
@authorize(policy.can_import, loaders.register_import)
def drop(register_import: RegisterImport) -> ResponseReturnValue:
    """Delete a file that was not imported."""
    try:
        with filing(_storage()) as storage:
            actions.drop(register_import, storage=storage, by=signed_in(), now=clock.now())
    except Refused as error:
        return _refused(register_import, error)
    flash(_("The file has been deleted. Nothing was imported."))
    return redirect(url_for(".index"), 303)


@bp.route("/<int:import_id>/file")
@authorize(policy.can_import, loaders.register_import)
def file(register_import: RegisterImport) -> ResponseReturnValue:
    """Hand out the file as it came, always to be saved and never shown."""
    return downloads.as_it_came(register_import)


@bp.route("/<int:import_id>/problems.csv")
@authorize(policy.can_import, loaders.register_import)
def problems(register_import: RegisterImport) -> ResponseReturnValue:
    """Give the rows with problems, each with what is wrong, to be mended and imported again."""
    return downloads.problems(queries.problems(register_import))
