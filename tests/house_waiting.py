"""What waits for an answer in the house: invitations, requests, a campaign, roles given, a record known twice."""

from dataclasses import replace
from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from meetings.core.bilingual import ENGLISH, FRENCH, Bilingual
from meetings.domain.agenda import actions as agenda
from meetings.domain.agenda import actions_presenters as presenters
from meetings.domain.agenda import actions_proposals as proposals
from meetings.domain.agenda.actions_versions import correct
from meetings.domain.agenda.outline import Direction
from meetings.domain.agenda.proposal_rules import ProposalDraft
from meetings.domain.attendance import list_actions as connections
from meetings.domain.confirmation import actions as confirmations
from meetings.domain.confirmation import rules as campaigns
from meetings.domain.invitation import actions as inviting
from meetings.domain.invitation import rules as invitations
from meetings.domain.joining import actions as joining
from meetings.domain.meeting import actions_programme as programme
from meetings.domain.parity import actions_files as files
from meetings.domain.parity import file_queries, file_rules
from meetings.domain.parity import queries as texts
from meetings.domain.parity.actions import issue
from meetings.domain.registration import links
from meetings.domain.role import actions as roles
from meetings.domain.role.rules import Scope
from meetings.exports import xliff
from meetings.extensions import db, transaction
from meetings.filing import filing
from meetings.jobs import connections as connecting
from meetings.models.agenda import Purpose, Stage
from meetings.models.confirmation import AskLink
from meetings.models.joining import AccessRequest
from meetings.models.meeting_link import MeetingLink
from meetings.models.organisation import Capacity
from meetings.models.role import Granted
from tests.house import House
from tests.make import BRUSSELS, both


def furnish(house: House) -> tuple[str, ...]:
    """Let everything wait in *house*, and return the addresses that only a mail tells."""
    make, by = house.make, house.secretariat
    make.region("XX")
    make.person("Wanjiru", email="w.anjiru@house.example")
    helper, closed = make.person("Helper"), make.person("Closed")
    with transaction():
        today = make.now.date()
        roles.grant(helper, Granted.PRESENTER, Scope(item=house.item), since=today, by=by, now=make.now)
        roles.close(closed, by=by, now=make.now)
        presenters.present(house.item, house.kenya, by=by, now=make.now)
        session = make.sessions(house.coming)[0]
        group = replace(make.sittings()[0], title=both("Group"), ends=session.ends_local, starts=session.starts_local)
        programme.add_breakout(session, group, by=by, now=make.now)
    _translations(house)
    _agendas(house)
    _joining(house)
    _connections(house)
    return (*_campaigns(house), _invited(house))


def _invited(house: House) -> str:
    """Invite the observer to the meeting to come, and return the address of their link, which they have opened."""
    make, segment = house.make, invitations.Segment(kinds=("observer",))
    with transaction():
        seen = invitations.mark([house.observer.id])
        inviting.invite(house.coming, segment, house.text("Come"), seen=seen, by=house.secretariat, now=make.now)
        link = db.session.scalars(select(MeetingLink).where(MeetingLink.person_id == house.observer.id)).one()
        inviting.open_(link, now=make.now)
    return f"/en/place/{links.token(link.key, make.secret)}/"


def _translations(house: House) -> None:
    """Leave gaps in a language, and let two lists come back from a translator, one of them taken over."""
    make, by = house.make, house.secretariat
    with transaction():
        house.item.title = house.item.title.revised("First of all", house.item.title.fr)
        house.coming.summary = Bilingual("Only English")
    for name, taken in (("meeting:{}:summary", True), ("agenda_item:{}:title", False)):
        text = next(
            text for text in texts.texts(house.coming) if text.key == name.format(text.thing.id) and text.is_gap
        )
        mark, source = file_rules.mark_of(house.coming.id, text), text.words.en
        data = xliff.document(
            [xliff.Unit(mark, "", "missing", 1, source, "Traduit", "")],
            original="",
            source=ENGLISH,
            target=FRENCH,
            made_at=make.now,
        )
        with transaction():
            file = files.bring(house.coming, "list.xlf", data, by=by, now=make.now)
            if taken:
                seen = file_rules.fingerprint_of(file_queries.judged(file))
                files.apply(file, seen=seen, by=by, now=make.now)


def _agendas(house: House) -> None:
    """Issue an agenda twice, adopt two, and begin to correct one; nobody is registered for the meeting of the other."""
    make, by = house.make, house.secretariat
    idle = make.meeting(number=11, days=60)
    make.item(idle)
    with transaction():
        issue(house.coming, Stage.PROVISIONAL, "Later", by=by, now=make.now)
        agenda.move(house.item, Direction.DOWN, by=by, now=make.now)
        issue(house.coming, Stage.REVISED, "Later", by=by, now=make.now)
        issue(idle, Stage.ADOPTED, "Later", by=by, now=make.now)
        issue(house.held, Stage.ADOPTED, "Later", by=by, now=make.now)
        correct(house.held, house.text("A slip"), by=by, now=make.now)
        closes = (make.now + timedelta(days=7)).replace(tzinfo=None)
        proposals.set_deadline(house.coming, closes, "UTC", by=by, now=make.now)
        for words in ("Drones", "Robots", "Ships"):
            draft = ProposalDraft(house.text(words), Purpose.GUIDANCE, house.text("Why"), 10)
            proposal = proposals.propose(house.coming, house.kenya, draft, by=house.ncp, now=make.now)
        proposals.ask(proposal, house.text("How long?"), by=by, now=make.now)


def _connections(house: House) -> None:
    """Let a list of connections wait for decisions, and another one be taken over."""
    make, by = house.make, house.secretariat
    head = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)"
    for line in ("A B,", f"A B,\nWanjiru,{house.ncp.email}"):
        data = "\n".join([head, *(f"{one},2027-02-10 13:10,2027-02-10 14:00,50" for one in line.splitlines())])
        with filing(current_app.extensions["storage"]) as storage:
            found = connections.bring(
                house.held, "list.csv", data.encode(), house_zone=BRUSSELS, storage=storage, by=by, now=make.now
            )
        connecting.step()
    with transaction():
        connections.ask(found, leave_open=True, by=by, now=make.now)
    connecting.step()


def _joining(house: House) -> None:
    """Send two invitations, and let one of two requests be heard of."""
    make, by = house.make, house.secretariat
    for name in ("first", "second"):
        with transaction():
            joining.invite(
                house.kenya,
                f"{name}@example.org",
                Capacity.NCP,
                language=ENGLISH,
                secret=make.secret,
                by=by,
                now=make.now,
            )
        with transaction():
            joining.ask(
                house.kenya,
                f"{name}.asking@example.org",
                name="Achieng",
                function="Officer",
                language=ENGLISH,
                zone="Africa/Nairobi",
                message="I follow Otieno.",
                address_hash=name,
                secret=make.secret,
                now=make.now,
            )
    request = db.session.scalars(select(AccessRequest).order_by(AccessRequest.id)).first()
    assert request
    with transaction():
        joining.confirm_address(request, now=make.now)


def _campaigns(house: House) -> tuple[str, ...]:
    """Prepare one campaign and start another one, in which the contact point of Kenya is asked."""
    make = house.make
    plan = campaigns.Plan(
        title=both("Still correct?"),
        text=both("Look at it."),
        scope=campaigns.Scope(),
        needs_approval=True,
        last_day=make.now.date() + timedelta(days=30),
        reminders=(14, 3),
    )
    with transaction():
        confirmations.prepare(plan, zone=BRUSSELS, by=None, now=make.now)
        running = confirmations.prepare(plan, zone=BRUSSELS, by=None, now=make.now)
        confirmations.start(running, secret=make.secret, by=None, now=make.now)
    link = db.session.scalars(select(AskLink)).first()
    return (f"/en/confirm/{campaigns.link_token(link.nonce, make.secret)}/",) if link else ()
