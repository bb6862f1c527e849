"""The parity page: every text of a meeting in both languages, side by side, to be brought in step."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from meetings.core import clock, fingerprint
from meetings.core.errors import Refused
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.core.paging import number_from
from meetings.domain.parity import actions, policy, queries, rules
from meetings.domain.parity.rules import Text
from meetings.extensions import transaction
from meetings.models.meeting import Meeting
from meetings.translator import Translator
from meetings.web import edits, loaders
from meetings.web.authorize import authorize
from meetings.web.parity import forms, names, page
from meetings.web.parity.forms import TextsForm
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("parity", __name__, url_prefix="/meetings/<slug>/parity")

#: Buttons beside one text, which name it: it is current, the other language is the original, a machine drafts it.
CURRENT, TURN, DRAFT = "current", "turn", "draft"


@bp.route("/", methods=["GET", "POST"])
@authorize(policy.can_keep, loaders.meeting)
def show(meeting: Meeting) -> ResponseReturnValue:
    """Show the texts that were asked for, side by side; on POST, save what was changed in them."""
    if request.method != "POST":
        return _shown(page.of(meeting)), 200
    sent, chosen = edits.with_choices(request.form), _chosen(meeting)
    form = forms.of(chosen, sent)
    if edits.undecided(request.form):
        return _compare(meeting, chosen, form), 409
    if form.submitted():
        try:
            changed = _save(meeting, form, chosen, edits.read_base(sent.get("base", "")))
        except ChangedMeanwhile:
            return _compare(meeting, _chosen(meeting), form), 409
        except Refused as error:
            form.refuse(refusal(error))
        else:
            _tell(changed)
            _draft(meeting, request.form.get(DRAFT, ""))
            return _back(meeting)
    return _shown(page.of(meeting, form=form, sent=chosen), base=sent.get("base", "")), 422


def _shown(found: page.ParityPage, *, base: str | None = None) -> str:
    """Return the page; *base* is what the fields held when a form that is shown again was opened."""
    stored = edits.base_of(found.form) if base is None else base
    return render_template("parity/show.html", page=found, names=names, base=stored, states=names.states(), found=None)


def _compare(meeting: Meeting, chosen: Sequence[Text], form: TextsForm) -> str:
    """Return the page that asks which words are to stand where somebody else has written meanwhile."""
    stored = forms.of(chosen)
    return render_template(
        "parity/show.html",
        page=page.of(meeting, form=form, sent=chosen),
        names=names,
        base=edits.base_of(stored),
        states=names.states(),
        found=edits.compare(request.form, stored, form),
    )


def _back(meeting: Meeting) -> Response:
    """Return to the list as it was asked for."""
    query: dict[str, Any] = {**page.wanted().query}
    number = number_from(request.args.get("page", ""))
    query |= {"page": number} if number > 1 else {}
    return redirect(url_for(".show", slug=meeting.slug, **query, _anchor="texts"), 303)


def _chosen(meeting: Meeting) -> list[Text]:
    """Return the texts that were sent, as far as they are still there and can be written."""
    there = {each.key: each for each in queries.texts(meeting) if not each.locked}
    return [there[key] for key in _keys() if key in there]


def _keys() -> list[str]:
    """Return which texts were sent: no more than one of our pages holds."""
    return list(dict.fromkeys(request.form.get("texts", "").split()))[: page.SIZE]


def _save(meeting: Meeting, form: TextsForm, chosen: Sequence[Text], base: Mapping[str, str]) -> int:
    """Save the texts that were changed, and the one whose button was pressed; return how many are others now.

    Raises ``TextGone`` when one that was sent is not there any more, and what ``actions.save`` raises.
    """
    if len(chosen) < len(_keys()):
        raise rules.TextGone
    pressed, turned = request.form.get(CURRENT), request.form.get(TURN)
    decided = [forms.edit(form, each, base, current=pressed == each.key, turned=turned == each.key) for each in chosen]
    decided = [each for each in decided if each.was != each.wanted or each.current or each.turned]
    if not decided:
        return 0
    with transaction():
        return actions.save(meeting, decided, by=signed_in(), now=clock.now())


def _tell(changed: int) -> None:
    """Say how many texts were saved, unless only a draft was asked for."""
    if changed:
        flash(ngettext("%(num)d text is saved.", "%(num)d texts are saved.", changed))
    elif not request.form.get(DRAFT):
        flash(_("No text was changed."))


def _draft(meeting: Meeting, key: str) -> None:
    """Let the machine draft the text *key*, and say what became of it; nothing is held while it works."""
    translator: Translator | None = current_app.extensions["translator"]
    found = next((each for each in queries.texts(meeting) if each.key == key), None)
    if translator is None or found is None or not found.can_be_drafted:
        return
    words, seen = found.words, fingerprint.of(found.words)
    try:
        drafted = translator.translate(words.text(words.original), source=words.original, target=words.translation)
        with transaction():
            actions.draft(meeting, key, drafted, seen=seen, by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        said = _("%(name)s: a machine’s draft is there. It is marked as one until somebody accepts or changes it.")
        flash(said % {"name": names.name(found)})
