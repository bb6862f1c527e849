"""What came back in the demonstration: a mail that found no mailbox, and what calendars answered."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select

from meetings.cli.demo.people import DOMAIN
from meetings.domain.registration import days
from meetings.models.database import current
from meetings.models.incoming import CalendarAnswer, Fate, Incoming, Reply, Sort, Why
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.registration import Place, Registration

NEXT = "ncp-plenary-8"
#: Whose address does not work, and since how many days.
UNREACHED, DAYS = f"ncp.ph@{DOMAIN}", 6
#: What the calendars of those who registered last answered.
ANSWERS = ((Reply.ACCEPTED, ""), (Reply.DECLINED, "I am on mission that week."), (Reply.TENTATIVE, ""))
SAID = f"550 5.1.1 <{UNREACHED}>: Recipient address rejected: User unknown"


def tell(*, now: datetime) -> None:
    """Let one mail come back, and calendars answer to invitations to the next plenary."""
    person = current().scalars(select(Person).where(Person.email == UNREACHED)).one()
    failed_at = person.address_failed_at or now
    bounce = _came(Sort.BOUNCE, failed_at, person_id=person.id, why=Why.ADDRESS, said=SAID, address=person.email)
    stranger = _came(Sort.ANSWER, now - timedelta(days=1), fate=Fate.UNSIGNED)
    came = [bounce, stranger]
    query = select(Registration).join(Registration.meeting).where(Meeting.slug == NEXT)
    query = query.where(Registration.place == Place.CONFIRMED).order_by(Registration.id.desc()).limit(len(ANSWERS))
    for place, (reply, comment) in zip(current().scalars(query), ANSWERS, strict=False):
        at = min(place.placed_at + timedelta(hours=3), now)
        came.append(_came(Sort.ANSWER, at, person_id=place.person_id, meeting_id=place.meeting_id, answer=reply))
        current().add(_answer(place, reply, comment, at))
    for one in sorted(came, key=lambda one: one.came_at):
        current().add(one)
        current().flush()


def _answer(place: Registration, reply: Reply, comment: str, at: datetime) -> CalendarAnswer:
    return CalendarAnswer(
        uid=days.rows_of(place)[0].uid,
        registration_id=place.id,
        answer=reply,
        comment=comment,
        sequence=0,
        answered_at=at,
        came_at=at,
    )


def _came(sort: Sort, at: datetime, *, fate: Fate = Fate.MATCHED, **found: object) -> Incoming:
    digest = sha256(f"{sort} {at} {found}".encode()).hexdigest()
    return Incoming(digest=digest, came_at=at, sort=sort, fate=fate, for_good=sort is Sort.BOUNCE, **found)
