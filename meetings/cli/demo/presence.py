"""Who was at the meetings of the story: lists of connections that were taken over, and one that waits."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zlib import crc32

from sqlalchemy import insert, select
from sqlalchemy.orm import joinedload

from meetings.cli.demo.diary import Diary
from meetings.cli.demo.people import BRUSSELS
from meetings.core import tokens, zones
from meetings.domain.attendance import list_actions as lists
from meetings.domain.attendance import rules
from meetings.domain.attendance.certificates import ALPHABET, LENGTH
from meetings.domain.meeting import queries as meetings
from meetings.domain.registration import days
from meetings.models.attendance import Attendance, AttendancePlan, Presence, Source, Stage, Testimony, Unit
from meetings.models.certificate import Certificate, ListCorrection
from meetings.models.confirmation import ChangeState
from meetings.models.connection_list import ConnectionList, Platform
from meetings.models.database import current
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person
from meetings.models.register_import import ImportState
from meetings.models.registration import Registration

#: The series whose lists were brought in, and the meeting whose list of participants is published.
SERIES, PUBLISHED = "ncp-plenary", 7
#: The meeting whose list waits to be settled.
WAITING = "regional-workshop-1"
#: Half of a sitting, or a little less for a few, up to the whole.
SHORTEST = 40
LISTED_AFTER, PUBLISHED_AFTER, ISSUED_AFTER = timedelta(hours=3), timedelta(days=2), timedelta(days=3)


def record(meeting: Meeting, sessions: Iterable[Session], diary: Diary, *, by: Person) -> None:
    """Take over the lists of a plenary that was held: whoever had a place was there, as its record says."""
    current().flush()
    placed = _placed(meeting)
    for session in sessions:
        mine = [row for row in placed if session in days.covered(row)]
        _take_over(session, mine, diary, by)
    if meeting.number == PUBLISHED:
        _publish(meeting, placed, diary, by)


def _placed(meeting: Meeting) -> Sequence[Registration]:
    query = select(Registration).where(Registration.meeting_id == meeting.id).options(joinedload(Registration.person))
    query = query.options(joinedload(Registration.days))
    return current().scalars(query.order_by(Registration.id)).unique().all()


def _lot(row: Registration) -> int:
    """Return a number that is always the same for one person at one meeting."""
    return crc32(f"{row.person.email} {row.session.meeting.slug}".encode())


def _minutes(row: Registration, session: Session) -> int:
    whole = rules.length(session)
    lot = _lot(row)
    return SHORTEST + lot % 20 if lot % 12 == 0 else whole - lot % 45


def _take_over(session: Session, placed: Sequence[Registration], diary: Diary, by: Person) -> None:
    at = session.ends_at + LISTED_AFTER
    meeting = session.meeting
    taken = ConnectionList(
        meeting=meeting,
        session=session,
        state=ImportState.APPLIED,
        platform=Platform.ZOOM,
        file_name=f"participants-{meeting.slug}-{session.language}.csv",
        # The file and its rows had their time.
        file_key="",
        sha256=tokens.hashed(f"{meeting.slug} {session.language}"),
        zone=session.zone,
        first_at=session.starts_at - timedelta(minutes=14),
        last_at=session.ends_at + timedelta(minutes=6),
        counts={"taken": len(placed)},
        total=len(placed),
        created_at=at,
        by=by,
        applied_at=at,
        applied_by=by,
    )
    current().add(taken)
    current().flush()
    _write(session, placed, taken, at)
    diary.note(at, "attendance.list_brought", taken, by=by, meeting=meeting)
    diary.note(at, "attendance.list_applied", taken, by=by, meeting=meeting, people=len(placed))


def _write(session: Session, placed: Sequence[Registration], taken: ConnectionList, at: datetime) -> None:
    said = {"presence": Presence.PRESENT, "source": Source.LIST}
    rows = [
        {
            **said,
            "meeting_id": session.meeting_id,
            "session_id": session.id,
            "person_id": row.person_id,
            "organisation_id": row.organisation_id,
            "minutes": _minutes(row, session),
            "changed_at": at,
        }
        for row in placed
    ]
    current().execute(insert(Attendance), rows)
    written = select(Attendance.id, Attendance.minutes).where(Attendance.session_id == session.id)
    words = [
        {**said, "attendance_id": number, "minutes": minutes, "list_id": taken.id, "at": at, "by_id": taken.by_id}
        for number, minutes in current().execute(written)
    ]
    current().execute(insert(Testimony), words)


def _publish(meeting: Meeting, placed: Sequence[Registration], diary: Diary, by: Person) -> None:
    """Publish the final list, issue certificates, and let somebody propose a correction."""
    over = max(row.session.ends_at for row in placed)
    published, issued = over + PUBLISHED_AFTER, over + ISSUED_AFTER
    plan = AttendancePlan(
        meeting=meeting,
        unit=Unit.SHARE,
        threshold=50,
        stage=Stage.FINAL,
        published_at=published,
        published_by_id=by.id,
    )
    current().add(plan)
    diary.note(published, "participants.published", meeting, by=by, meeting=meeting, stage=Stage.FINAL.value)
    for row in placed:
        if 2 * _minutes(row, row.session) >= rules.length(row.session):
            certificate = Certificate(
                meeting=meeting,
                person=row.person,
                code=_code(row),
                name=row.person.name,
                issued_at=issued,
                issued_by_id=by.id,
            )
            current().add(certificate)
            diary.note(issued, "certificate.issued", certificate, by=by, meeting=meeting)
    _correct(meeting, placed, issued, diary)


def _code(row: Registration) -> str:
    number, letters = int(tokens.derived("demonstration", "certificate", str(_lot(row))), 16), ""
    while len(letters) < LENGTH:
        number, letter = divmod(number, len(ALPHABET))
        letters += ALPHABET[letter]
    return letters


def _correct(meeting: Meeting, placed: Sequence[Registration], at: datetime, diary: Diary) -> None:
    """Let the first person of the list say that they have another function now."""
    person, organisation = placed[0].person, placed[0].organisation
    before = {
        "name": person.name,
        "function": person.function,
        "organisation": organisation.code if organisation else "",
    }
    functions = {"en": "Head of Innovation", "fr": "Cheffe du service de l’innovation"}
    correction = ListCorrection(
        meeting=meeting,
        person=person,
        by=person,
        before=before,
        after=before | {"function": functions[person.language]},
        state=ChangeState.WAITING,
        created_at=at,
    )
    current().add(correction)
    diary.note(at, "participants.correction_proposed", correction, by=person, meeting=meeting)


def wait(files: lists.Files, *, by: Person, now: datetime) -> None:
    """Bring in the report that Teams made of the second day, in which some names are not those of the register."""
    meeting = current().scalars(select(Meeting).where(Meeting.slug == WAITING)).one()
    placed = _placed(meeting)
    session = meetings.sessions_of(meeting)[1]
    lines = ["1. Summary", f"Meeting title\t{meeting.title.en}", "", "2. Participants"]
    lines.append("Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tRole")
    lines += [_line(place, row, session) for place, row in enumerate(placed)]
    lines.append(_connection("Meeting room 3", "", session, 4))
    data = "\r\n".join(lines).encode("utf-16")
    lists.bring(meeting, "Attendance report day 2.csv", data, house_zone=BRUSSELS, storage=files, by=by, now=now)


def _line(place: int, row: Registration, session: Session) -> str:
    """Return the line of one participant: most by their address, some by a part of their name only."""
    first, _, last = row.person.name.partition(" ")
    if place % 9 == 1:
        return _connection(f"{first} {last[:1]}. (External)", "", session, place)
    if place % 9 == 5:
        return _connection(f"{last.upper()} {first} (Unverified)", "", session, place)
    return _connection(row.person.name, row.person.email, session, place)


def _connection(name: str, email: str, session: Session, place: int) -> str:
    joined = zones.local(session.starts_at, session.zone) + timedelta(minutes=place % 9 - 4)
    left = zones.local(session.ends_at, session.zone) - timedelta(minutes=place * 7 % 25)
    hours, minutes = divmod(round((left - joined).total_seconds() / 60), 60)
    cells = (name, f"{joined:%-m/%-d/%y, %-I:%M:%S %p}", f"{left:%-m/%-d/%y, %-I:%M:%S %p}", f"{hours}h {minutes}m")
    return "\t".join((*cells, email, "Attendee"))
