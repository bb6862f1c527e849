"""Who may read and change the register."""

from collections.abc import Collection

from meetings.core import clock
from meetings.domain.organisation import queries
from meetings.models.meeting import Meeting
from meetings.models.organisation import Capacity, Nomination, Organisation, OrganisationKind, Region
from meetings.models.person import Person
from meetings.models.register_import import RegisterImport


def can_read(viewer: Person | None) -> bool:
    """The register is for people who are signed in."""
    return viewer is not None


def can_change(viewer: Person | None) -> bool:
    """The secretariat keeps the register."""
    return viewer is not None and viewer.runs_the_house


def can_keep(viewer: Person | None, thing: OrganisationKind | Region) -> bool:
    """The secretariat keeps the kinds and the regions."""
    return can_change(viewer)


def can_read_all(viewer: Person | None) -> bool:
    """The whole register is for people who are signed in, unless the kind of their organisation keeps it from them."""
    if viewer is None or viewer.runs_the_house:
        return viewer is not None
    nomination = queries.nomination_of(viewer, on=clock.today())
    return nomination is None or nomination.organisation.kind.reads_register


def can_import(viewer: Person | None, imported: RegisterImport | None = None) -> bool:
    """The secretariat brings files into the register, and undoes that."""
    return can_change(viewer)


def can_read_representation(viewer: Person | None, meeting: Meeting) -> bool:
    """Who represented whom at a meeting is for those who read the whole register."""
    return can_read_all(viewer)


def can_see(viewer: Person | None, organisation: Organisation) -> bool:
    """Whom an organisation has named is for those who read the register, and for its own people."""
    return can_read_all(viewer) or _is_of(viewer, organisation)


def can_edit(viewer: Person | None, organisation: Organisation) -> bool:
    """The secretariat keeps what is said of an organisation."""
    return can_change(viewer)


def can_nominate(viewer: Person | None, organisation: Organisation) -> bool:
    """The secretariat records nominations; a head names contact points and alternates of the own organisation."""
    return can_change(viewer) or _is_head(viewer, organisation)


def can_end(viewer: Person | None, nomination: Nomination) -> bool:
    """The secretariat ends nominations; a head those of the own organisation, among heads only their own."""
    return ends(viewer, nomination) and can_nominate(viewer, nomination.organisation)


def ends(viewer: Person | None, nomination: Nomination) -> bool:
    """Say of somebody who may nominate whether *nomination* is one that they end: not that of another head."""
    others_head = nomination.capacity is Capacity.HEAD and (viewer is None or nomination.person_id != viewer.id)
    return can_change(viewer) or not others_head


def can_correct(viewer: Person | None, nomination: Nomination) -> bool:
    """The secretariat corrects nominations and takes them back."""
    return can_change(viewer)


def can_see_nomination(viewer: Person | None, nomination: Nomination) -> bool:
    """A nomination, with its letter and who recorded it, is for the secretariat and the organisation's own people."""
    return can_change(viewer) or _is_of(viewer, nomination.organisation)


def can_keep_letter(viewer: Person | None, nomination: Nomination) -> bool:
    """The letter is kept by the secretariat and by the head of the organisation."""
    return can_nominate(viewer, nomination.organisation)


def _is_head(viewer: Person | None, organisation: Organisation) -> bool:
    return viewer is not None and queries.is_head(viewer, organisation, on=clock.today())


def _is_of(viewer: Person | None, organisation: Organisation) -> bool:
    nomination = queries.nomination_of(viewer, on=clock.today()) if viewer else None
    return nomination is not None and nomination.organisation_id == organisation.id


def can_see_addresses(viewer: Person | None, colleagues: Collection[int]) -> bool:
    """E-mail addresses are for the secretariat and for *colleagues*, the ids of people named now."""
    return viewer is not None and (viewer.runs_the_house or viewer.id in colleagues)
