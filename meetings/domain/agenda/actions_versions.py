"""Issues agendas: a version freezes what readers see."""

from collections.abc import Sequence
from datetime import datetime

from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import issued, queries, versions
from meetings.domain.agenda.points import Point
from meetings.domain.audit import actions as audit
from meetings.domain.meeting.rules import GapsRemain
from meetings.models.agenda import AgendaItem, AgendaPresenter, AgendaVersion, IssuedItem, Stage
from meetings.models.database import add, current, lock
from meetings.models.meeting import Meeting
from meetings.models.person import Person

NOTHING = Bilingual()


def issue(
    meeting: Meeting, stage: Stage, *, gaps: int, waiver: str = "", by: Person | None, now: datetime
) -> AgendaVersion:
    """Give the agenda of *meeting* as it stands to its readers, as *stage* says; return the version.

    With *gaps*, texts that lack a language or are behind, it needs a *waiver*: the reason that the history keeps.
    Raises ``AgendaEmpty``, ``StageNotOffered``, ``NothingToIssue`` or ``GapsRemain``.
    """
    lock(meeting)
    before, items = queries.versions(meeting), queries.items(meeting, fresh=True)
    _check(stage, before, items, issued.standing(meeting).points)
    if gaps and not waiver:
        raise GapsRemain
    version = before[-1] if versions.being_corrected(before) else _new(meeting, stage, len(before) + 1)
    version.issued_at, version.issued_by_id = now, by.id if by else None
    for item in items:
        _freeze(item, version)
    kept = waiver if gaps else ""
    audit.record(
        "agenda.issued", version, by=by, meeting=meeting, now=now, number=version.number, stage=stage.value, waiver=kept
    )
    return version


def correct(meeting: Meeting, reason: Bilingual, *, by: Person | None, now: datetime) -> AgendaVersion:
    """Let the adopted agenda of *meeting* be written again, for a *reason* that readers are told with the correction.

    Raises ``NotAdopted``.
    """
    lock(meeting)
    before = queries.versions(meeting)
    if not versions.is_locked(before):
        raise versions.NotAdopted
    version = _new(meeting, Stage.CORRECTED, len(before) + 1, reason)
    audit.record("agenda.correction_begun", version, by=by, meeting=meeting, now=now, number=version.number)
    return version


def drop_correction(meeting: Meeting, *, by: Person | None, now: datetime) -> None:
    """Leave the adopted agenda of *meeting* as it is, while nothing has been corrected.

    Raises ``NotAdopted`` or ``CorrectionWritten``.
    """
    lock(meeting)
    before = queries.versions(meeting)
    if not versions.being_corrected(before):
        raise versions.NotAdopted
    if versions.changes(issued.shown(meeting).points, issued.standing(meeting).points):
        raise versions.CorrectionWritten
    audit.record("agenda.correction_dropped", before[-1], by=by, meeting=meeting, now=now, number=before[-1].number)
    current().delete(before[-1])


def _check(
    stage: Stage, before: Sequence[AgendaVersion], items: Sequence[AgendaItem], standing: Sequence[Point]
) -> None:
    """Refuse a version that has nothing new to say; adopting an agenda that was issued says something."""
    if not items:
        raise versions.AgendaEmpty
    if stage not in versions.offered(before):
        raise versions.StageNotOffered
    given = versions.issued(before)
    if given and stage is not Stage.ADOPTED and not versions.changes(issued.of_version(given[-1]).points, standing):
        raise versions.NothingToIssue


def _new(meeting: Meeting, stage: Stage, number: int, reason: Bilingual = NOTHING) -> AgendaVersion:
    return add(
        AgendaVersion(
            meeting_id=meeting.id, number=number, stage=stage, reason=reason, issued_at=None, issued_by_id=None
        )
    )


def _freeze(item: AgendaItem, version: AgendaVersion) -> None:
    """Keep *item* in *version* as it is, with whoever presents it."""
    frozen = add(
        IssuedItem(
            version=version,
            item_id=item.id,
            key=item.key,
            position=item.position,
            sub=item.sub,
            number=item.number,
            title=item.title,
            presenter=item.presenter,
            purpose=item.purpose,
            minutes=item.minutes,
            pause=item.pause,
            session_id=item.session_id,
            proposer_id=item.proposer_id,
        )
    )
    for named in queries.presenters(item):
        current().add(
            AgendaPresenter(issued_id=frozen.id, person_id=named.person_id, organisation_id=named.organisation_id)
        )
        current().flush()
