"""People who are known twice: found, compared, made one, and two again for a day."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.paging import number_from
from meetings.domain.merging import actions, policy, queries, rules
from meetings.domain.merging.references import Hanging
from meetings.domain.person import queries as people
from meetings.domain.person import rules as addresses
from meetings.extensions import transaction
from meetings.models.merging import Merge
from meetings.models.person import Person
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.merging import wording
from meetings.web.merging.forms import FindForm, MergeForm
from meetings.web.proof import fresh_proof
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("merging", __name__, url_prefix="/people/duplicates")

Pair = tuple[Person, Person]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two records side by side: the one that stays, the one that is closed, and what becomes of what they have."""

    kept: Person
    gone: Person
    hanging: dict[Hanging, tuple[int, int]]
    sentences: Sequence[str]
    refused: str
    seen: str


def pair(one_id: int, other_id: int) -> Pair:
    """Return two people who have not been erased, the one whose record would stay first."""
    one, other = (people.by_id(loaders.numbered(number)) for number in (one_id, other_id))
    one, other = loaders.found(one), loaders.found(other)
    gone = one.id == other.id or one.erased_at or other.erased_at
    return loaders.found(None if gone else (one, other))


def merge(merge_id: int) -> Merge:
    """Return one merge."""
    return loaders.found(queries.merge_by_id(loaders.numbered(merge_id)))


@bp.route("/")
@authorize(policy.can_merge)
def index() -> ResponseReturnValue:
    """List people who are probably known twice, and the latest merges."""
    form = FindForm(request.args) if "one" in request.args else FindForm(None)
    if "one" in request.args and form.validate():
        found = _found(form)
        if found:
            return redirect(url_for(".compare", one_id=found[0].id, other_id=found[1].id), 303)
    page = queries.doubles(on=clock.today(), page=number_from(request.args.get("page", "")))
    shown = render_template("merging/index.html", page=page, form=form, latest=queries.latest(), now=clock.now())
    return shown, 422 if form.problems() else 200


def _found(form: FindForm) -> Pair | None:
    """Return the two people whose addresses were typed, or say at the field that nobody is known by it."""
    both = [people.by_email(addresses.normal(field.data)) for field in (form.one, form.other)]
    for field, person in zip((form.one, form.other), both, strict=True):
        if person is None or person.erased_at:
            form.refuse(_("Nobody is known by this address."), field)
    one, other = both
    if one and other and one.id == other.id:
        form.refuse(_("This is the same record twice. Write the address of the other one."), form.other)
    return (one, other) if one and other and not form.problems() else None


@bp.route("/<int:one_id>/<int:other_id>/", methods=["GET", "POST"])
@authorize(policy.can_compare, pair)
@fresh_proof
def compare(pair: Pair) -> ResponseReturnValue:
    """Compare two records field by field, and make them one."""
    kept, gone = pair
    form, kept_id = MergeForm(), kept.id
    form.compare(kept, gone)
    if form.submitted():
        try:
            with transaction():
                row = actions.merge(
                    kept,
                    gone,
                    taken=form.taken,
                    alias=form.alias.data,
                    seen=form.seen.data or "",
                    by=signed_in(),
                    now=clock.now(),
                )
                number = row.id
        except Refused as error:
            form.refuse(refusal(error))
        else:
            flash(_("The two records are one now. Until this time tomorrow that can be undone."))
            return redirect(url_for(".show", merge_id=number), 303)
    kept, gone = loaders.found(people.by_id(kept_id)), loaders.found(people.by_id(gone.id))
    comparison = _comparison(kept, gone)
    shown = render_template("merging/compare.html", it=comparison, form=form, rows=form.rows(kept, gone), words=wording)
    return shown, 422 if form.problems() else 200


def _comparison(kept: Person, gone: Person) -> Comparison:
    """Work out what would become of what *kept* and *gone* have, or why they cannot be one."""
    sentences, seen, refused = [], "", ""
    try:
        rules.check(kept, gone, by=signed_in())
        found = queries.conflicts(kept, gone, on=clock.today())
        sentences, seen = wording.sentences(kept, gone, found), queries.seen(kept, gone, found)
    except Refused as error:
        refused = refusal(error)
    return Comparison(kept, gone, queries.hanging(kept, gone), sentences, refused, seen)


@bp.route("/<int:one_id>/<int:other_id>/apart/", methods=["POST"])
@authorize(policy.can_compare, pair)
def apart(pair: Pair) -> ResponseReturnValue:
    """Remember that these are two people."""
    with transaction():
        actions.tell_apart(*pair, by=signed_in(), now=clock.now())
    flash(_("They are two people. They are not proposed again."))
    return redirect(url_for(".index"), 303)


@bp.route("/merges/<int:merge_id>/", methods=["GET", "POST"])
@authorize(policy.can_undo, merge)
@fresh_proof
def show(merge: Merge) -> ResponseReturnValue:
    """Show one merge, and undo it while that is possible."""
    refused = ""
    if request.method == "POST":
        try:
            with transaction():
                actions.undo(merge, by=signed_in(), now=clock.now())
        except Refused as error:
            refused = refusal(error)
        else:
            flash(_("Both records are as they were. Both people have to sign in again."))
            return redirect(url_for(".index"), 303)
    now = clock.now()
    open_ = rules.can_undo(merge.undo_until, merge.undone_at, now)
    changes = actions.blockers(merge, queries.changes(merge)) if open_ else []
    blocked = wording.blocked(changes, queries.subjects(changes))
    shown = render_template("merging/show.html", merge=merge, open=open_, blocked=blocked, refused=refused)
    return shown, 422 if refused else 200
