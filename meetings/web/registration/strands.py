"""The days of a meeting on a form: which strands there are, which days are ticked, and which ones somebody chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.core.text import as_integer
from meetings.domain.registration import days
from meetings.i18n import language
from meetings.models.meeting import Session, SessionLanguage
from meetings.models.registration import Place, Registration
from meetings.web import loaders
from meetings.web.registration.choices import Choice
from meetings.web.wording import label, session_name


@dataclass(frozen=True, slots=True)
class Strand:
    """The days that somebody who sits in one language can come on."""

    language: SessionLanguage
    days: Sequence[Choice]
    #: Whether this strand is the one chosen, or offered first.
    picked: bool
    #: The ids of the days that are ticked.
    ticked: frozenset[int]
    #: Days that were called off.
    off: Sequence[Session] = ()
    #: The ids of the days that the reader has already.
    held: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        """The name of the field that holds the days."""
        return f"day-{self.language}"

    @property
    def full(self) -> bool:
        """Whether somebody who comes on all days would wait."""
        return any(one.full for one in self.days)


def offered(
    choices: Sequence[Choice], sessions: Sequence[Session] = (), registration: Registration | None = None
) -> list[Strand]:
    """Return the strands of *choices* as a form shows them; none where nobody chooses days.

    What was sent is ticked. Before that every day of a strand is, or what the holder of *registration* has of it. Of
    all *sessions*, those that were called off are shown too.
    """
    if registration is None and not days.has_days([one.session for one in choices]):
        return []
    found, held = days.strands([one.session for one in choices]), frozenset[int]()
    first = str(language())
    if registration:
        covered = days.covered(registration)
        held = frozenset(one.id for one in covered)
        first = next((one.language for one in covered if one.language is not SessionLanguage.BOTH), first)
    if request.method == "POST":
        first = request.form.get("strand", first)
    picked = next((strand for strand in found if strand.language == first), found[0] if found else None)
    return [_strand(one, choices, sessions, held, picked=one is picked) for one in found]


def _strand(
    strand: days.Strand, choices: Sequence[Choice], sessions: Sequence[Session], held: frozenset[int], *, picked: bool
) -> Strand:
    mine = frozenset(one.id for one in strand.days)
    sent = request.method == "POST" and picked and "all" not in request.form
    return Strand(
        strand.language,
        [one for one in choices if one.session.id in mine],
        picked=picked,
        ticked=_ticked(strand.language) if sent else mine & held if picked and held else mine,
        off=[one for one in sessions if one.cancelled_at and one.language in (strand.language, SessionLanguage.BOTH)],
        held=held,
    )


def chosen(form: Any, choices: Sequence[Choice]) -> list[Session]:
    """Return the sessions that the reader chose of *choices*: one, or the days of one strand; nothing when none."""
    if days.has_days([one.session for one in choices]):
        return chosen_days(choices)
    return [one.session for one in choices if one.session.id == form.session.data]


def chosen_days(choices: Sequence[Choice]) -> list[Session]:
    """Return which days of one strand of *choices* the reader ticked; what is ticked in another strand is nothing."""
    found, wanted = days.strands([one.session for one in choices]), request.form.get("strand", "")
    for strand in found:
        if strand.language == wanted or len(found) == 1:
            ticked = _ticked(strand.language)
            return [one for one in strand.days if "all" in request.form or one.id in ticked]
    return []


def missing(choices: Sequence[Choice]) -> str:
    """Return what to say to somebody who chose nothing."""
    several = days.has_days([one.session for one in choices])
    return str(_("Choose one day at least.") if several else _("Choose one of the sessions."))


def _ticked(strand: SessionLanguage) -> frozenset[int]:
    """Return the ids that were sent as days of *strand*; what no page of ours sends is left out."""
    typed = (as_integer(value, 1, loaders.HIGHEST_ID) for value in request.form.getlist(f"day-{strand}"))
    return frozenset(number for number in typed if number is not None)


def words(registration: Registration) -> str:
    """Return what readers call what a place covers: its session, or how many days."""
    covered = [one for one in days.covered(registration) if one.cancelled_at is None]
    if len(covered) < 2:
        return session_name(registration.session)
    number: str = ngettext("%(num)d day", "%(num)d days", len(covered))
    spoken = {one.language for one in covered} - {SessionLanguage.BOTH}
    return ", ".join([number, *(label(one) for one in sorted(spoken))])


def given(registration: Registration) -> str:
    """Say what a new registration gives, and what happens next."""
    session = words(registration)
    seat: str = _("%(session)s: you have a place. A message with the calendar entry is on its way.", session=session)
    wait: str = _("%(session)s: you are on the waiting list. We write to you when a seat is free.", session=session)
    asked: str = _("The secretariat has your request. You get a message when it has decided.")
    return {Place.WAITING: wait, Place.REQUESTED: asked}.get(registration.place, seat)


def moved(registration: Registration) -> str:
    """Say what a place covers now that it moved."""
    session = words(registration)
    asked: str = _("%(session)s: your request is for this session now.", session=session)
    wait: str = _("%(session)s: you wait for a place there now.", session=session)
    seat: str = _("%(session)s: your place is there now. A message is on its way.", session=session)
    return {Place.WAITING: wait, Place.REQUESTED: asked}.get(registration.place, seat)


def unchanged(registration: Registration) -> str:
    """Say what the reader has already."""
    session = words(registration)
    seat: str = _("%(session)s: you have a place already. Nothing was changed.", session=session)
    wait: str = _("%(session)s: you are on the waiting list already. Nothing was changed.", session=session)
    asked: str = _("You have asked already, and the secretariat has not decided yet. Nothing was changed.")
    return {Place.WAITING: wait, Place.REQUESTED: asked}.get(registration.place, seat)


def chosen_for(registration: Registration, *, same: bool) -> str:
    """Say what somebody's place covers now that it was changed for them, or that it is the *same* as before."""
    values = {"name": registration.person.name, "session": words(registration)}
    left: str = _("%(name)s: %(session)s, as before. Nothing was changed.", **values)
    changed: str = _("%(name)s: %(session)s. They get a message that you did it for them.", **values)
    return left if same else changed
