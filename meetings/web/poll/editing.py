"""How the form of a poll is read and kept: with its pictures, and beside what somebody else wrote meanwhile."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import render_template, request

from meetings.core.errors import Refused
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.agenda import queries as agenda
from meetings.domain.document import queries as documents
from meetings.domain.poll import electorate, queries
from meetings.domain.poll.draft_rules import PollDraft
from meetings.filing import filing
from meetings.models.meeting import Meeting
from meetings.models.poll import Poll
from meetings.storage import Files
from meetings.web import edits
from meetings.web.forms import Form
from meetings.web.poll.option_form import storage
from meetings.web.poll.poll_form import PollForm
from meetings.web.wording import refusal

#: Fields that hold more than one value.
SEVERAL = ("kinds",)


def form_for(
    meeting: Meeting, draft: PollDraft | None, listed: dict[str, int] | None = None, *, formdata: Any
) -> PollForm:
    """Return the form of a poll of *meeting* that begins with *draft*, with what was typed, if anything was."""
    found = {one.id: one for one in documents.of_meeting(meeting)}
    return PollForm(agenda.items(meeting), draft, listed, zone=meeting.zone, documents=found, formdata=formdata)


def form_of(poll: Poll, formdata: Any) -> PollForm:
    """Return the form of *poll*."""
    draft = queries.draft(poll, poll.item)
    there = zip(draft.options, queries.options(poll), strict=True)
    options = tuple(wanted._replace(document=option.document) for wanted, option in there)
    return form_for(poll.meeting, replace(draft, options=options), electorate.listed(poll), formdata=formdata)


def ready(form: PollForm) -> bool:
    """Say whether *form* was sent to be saved and holds; pictures are taken in any case, and rows added if asked."""
    if request.method != "POST":
        return False
    adds = "add" in request.form or "drop" in request.form
    holds = not adds and form.submitted()
    taken = form.options.take_pictures({option.image_key for option in form.kept}, storage())
    if adds:
        form.change_rows(request.form)
        return False
    return form.options.check_words() and taken and holds and form.check_list()


def filed(form: Form, write: Callable[[Files], object]) -> bool:
    """Do *write* with rows and files as one; when it is refused, say in *form* why.

    Raises ``ChangedMeanwhile``: then both have to be shown.
    """
    try:
        with filing(storage()) as files:
            write(files)
    except ChangedMeanwhile:
        raise
    except Refused as error:
        if isinstance(form, PollForm):
            form.explain(error)
        else:
            form.refuse(refusal(error))
        return False
    return True


def page(poll: Poll, form: PollForm, *, seen: str, base: str, found: edits.Comparison | None = None) -> str:
    """Return the page on which *poll* is changed, or on which one chooses between two versions."""
    return render_template("poll_manage/edit.html", poll=poll, form=form, seen=seen, base=base, found=found)


def compared(poll: Poll, form: PollForm) -> str:
    """Return the page that asks which values are to stand."""
    stored = form_of(poll, None)
    found = edits.compare(request.form, stored, form)
    return page(poll, form, seen=queries.mark(poll), base=edits.base_of(stored), found=found)
