"""What came back by mail, for the secretariat; and the word that an address works again."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from config import Settings
from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.paging import Page, number_from
from meetings.domain.incoming import actions, policy, queries
from meetings.extensions import transaction
from meetings.models.incoming import Fate, Incoming, Mailbox, Sort
from meetings.models.person import Person
from meetings.web import loaders
from meetings.web.authorize import authorize, safe_path
from meetings.web.incoming.wording import FAILURES
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("incoming", __name__, url_prefix="/incoming")

#: How full the disc is, and its colour.
MARKS = {
    Fate.MATCHED: "full ok",
    Fate.UNSIGNED: "half warn",
    Fate.FORGED: "bad",
    Fate.GONE: "half",
    Fate.OTHER_PERSON: "half warn",
    Fate.OLDER: "half",
    Fate.IGNORED: "",
    Fate.UNREAD: "half warn",
}
#: In the filter, beside the sorts.
KEPT_OUT = "kept_out"


@dataclass(frozen=True, slots=True)
class ComingBack:
    """What came back, and by which ways."""

    page: Page[Incoming]
    #: How many messages there are for each choice of the filter.
    numbers: Mapping[str, int]
    chosen: str
    address: str
    reads_mailbox: bool
    takes_posts: bool
    mailbox: Mailbox | None

    @property
    def total(self) -> int:
        """How many messages came, whatever they are."""
        return sum(self.numbers[sort] for sort in Sort)


@bp.route("/")
@authorize(policy.can_list)
def index() -> ResponseReturnValue:
    """List what came back, newest first."""
    settings: Settings = current_app.extensions["settings"]
    chosen = request.args.get("sort", "")
    chosen = chosen if chosen in (*Sort, KEPT_OUT) else ""
    sort = Sort(chosen) if chosen and chosen != KEPT_OUT else None
    page = ComingBack(
        page=queries.latest(sort=sort, kept_out=chosen == KEPT_OUT, page=number_from(request.args.get("page", ""))),
        numbers=_numbers(),
        chosen=chosen,
        address=settings.return_address,
        reads_mailbox=bool(settings.imap_url),
        takes_posts=bool(settings.incoming_key),
        mailbox=queries.mailbox(),
    )
    return render_template("incoming/index.html", page=page, sorts=list(Sort), marks=MARKS, failures=FAILURES)


@bp.route("/people/<int:person_id>/works/", methods=["POST"])
@authorize(policy.can_clear, loaders.person)
def clear(person: Person) -> ResponseReturnValue:
    """Say that the address of somebody works again."""
    try:
        with transaction():
            actions.works_again(person, by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(_("The address counts as working again. If the next mail comes back, it is marked anew."))
    back = safe_path(request.form.get("next", ""))
    return redirect(back or url_for("people.show", person_id=person.id), 303)


def _numbers() -> Mapping[str, int]:
    found = queries.numbers()
    by_sort = {str(sort): sum(n for (one, _fate), n in found.items() if one is sort) for sort in Sort}
    return by_sort | {KEPT_OUT: sum(n for (_sort, fate), n in found.items() if fate in queries.KEPT_OUT)}
