"""One's own data: a page and a file with everything that is held, and a request to be forgotten."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.privacy import actions as privacy
from meetings.domain.privacy import actions_erasure, download, erasure, policy, requests
from meetings.domain.privacy.holdings import Fate
from meetings.extensions import transaction
from meetings.i18n import long_date, moment
from meetings.models.person import Person
from meetings.models.privacy import ErasureState
from meetings.web.authorize import authorize
from meetings.web.downloads import attachment
from meetings.web.meeting.wording import LANGUAGES, VERBS, Details
from meetings.web.person.forms import language_name
from meetings.web.privacy import held_words
from meetings.web.privacy.forms import ForgetForm
from meetings.web.privacy.wording import COLUMNS, PLACES
from meetings.web.proof import fresh_proof
from meetings.web.viewer import signed_in, zone
from meetings.web.wording import label, refusal

bp = Blueprint("privacy_mine", __name__, url_prefix="/people/me")

FORMAT = "hemicycle-person-1"
#: Of one sort on the page, the newest; the file has all.
MOST_ROWS = 50


#: Columns that hold codes, and how a reader has them.
_WORDED: dict[str, Callable[[str], str]] = {
    "kind": held_words.mail,
    "thing": held_words.thing,
    "language": lambda code: str(LANGUAGES.get(code, code)),
    "speaks": lambda codes: ", ".join(language_name(code) for code in codes.split()),
    "unwanted": lambda kinds: ", ".join(held_words.mail(kind) for kind in kinds.split()),
}


@dataclass(frozen=True, slots=True)
class Part:
    """What one table holds about the reader."""

    words: str
    columns: list[str]
    rows: list[list[str]]
    left_out: int


@bp.route("/data/")
@authorize(policy.can_download)
def data() -> ResponseReturnValue:
    """Show everything that is held about the reader, in words."""
    held = download.everything(signed_in())
    parts = [_part(key, rows) for key, rows in held.items() if rows]
    return render_template("privacy_mine/data.html", parts=parts, empty=[PLACES[key] for key in held if not held[key]])


def _part(key: str, rows: list[dict[str, Any]]) -> Part:
    columns = [name for name in rows[0] if name != "details"]
    shown = rows[-MOST_ROWS:][::-1]
    return Part(
        words=str(PLACES[key]),
        columns=[str(COLUMNS[name]) for name in columns],
        rows=[[_said(name, row) for name in columns] for row in shown],
        left_out=len(rows) - len(shown),
    )


def _said(name: str, row: dict[str, Any]) -> str:
    """Return the value called *name* as a reader has it."""
    value = row[name]
    if name == "verb":
        return str(VERBS.get(value, value)) % Details(row.get("details") or {})
    if name in _WORDED and isinstance(value, str) and not isinstance(value, StrEnum):
        return _WORDED[name](value)
    if isinstance(value, datetime):
        return moment(value, zone())
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


@bp.route("/data.json", methods=["POST"])
@authorize(policy.can_download)
@fresh_proof
def data_json() -> ResponseReturnValue:
    """Hand everything out as a file for programs."""
    person = signed_in()
    with transaction():
        privacy.note_download(person, now=clock.now())
    held = {
        "format": FORMAT,
        "made_at": clock.now().isoformat(),
        "explained": {key: str(words) for key, words in (PLACES | COLUMNS).items()},
        "held": download.plain(download.everything(person)),
        "photo": _photo(person),
        "photos_of_merged": [photo for record in download.records(person)[1:] if (photo := _photo(record))],
    }
    text = json.dumps(held, ensure_ascii=False, indent=1)
    return attachment(text, "my-data.json", "application/json; charset=utf-8")


def _photo(person: Person) -> str | None:
    """Return the photo as a data address, if there is one."""
    if person.photo_key is None:
        return None
    try:
        with current_app.extensions["storage"].open(person.photo_key) as file:
            return f"data:image/jpeg;base64,{base64.b64encode(file.read()).decode()}"
    except FileNotFoundError:
        return None


@bp.route("/forget/", methods=["GET", "POST"])
@authorize(policy.can_ask_to_be_forgotten)
@fresh_proof
def forget() -> ResponseReturnValue:
    """Say what erasing the account would do, and take the request."""
    person, form = signed_in(), ForgetForm()
    if form.submitted() and not form.sure.data:
        form.refuse(_("Tick that you have read what happens."), form.sure)
    elif form.submitted():
        try:
            with transaction():
                actions_erasure.ask(person, reason=form.reason.data or "", now=clock.now())
        except Refused as error:
            form.refuse(refusal(error))
        else:
            flash(_("Your request is noted. An administrator decides within 30 days; until then you can take it back."))
            return redirect(url_for(".forget"), 303)
    html = render_template(
        "privacy_mine/forget.html",
        form=form,
        request=requests.latest_request(person),
        counts=worded(person),
        Fate=Fate,
        State=ErasureState,
    )
    return html, 422 if form.problems() else 200


def worded(person: Person) -> list[tuple[str, Fate, int]]:
    """Return what erasing *person* would do to each sort of rows, in words."""
    words = {key.split(".")[0]: str(text) for key, text in reversed(PLACES.items())}
    return [(words[count.table], count.fate, count.number) for count in erasure.foreseen(person)]


@bp.route("/forget/withdraw/", methods=["POST"])
@authorize(policy.can_ask_to_be_forgotten)
def withdraw() -> ResponseReturnValue:
    """Take the request back."""
    request = requests.open_request(signed_in())
    if request:
        with transaction():
            actions_erasure.withdraw(request, by=signed_in(), now=clock.now())
        flash(_("Your request is taken back. Your account stays as it is."))
    return redirect(url_for(".forget"), 303)
