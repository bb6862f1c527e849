"""Who is still concerned hears that a deadline moves: old and new in both zones, and why; nobody else does."""

from meetings.core.bilingual import FRENCH
from meetings.domain.deadline import actions
from meetings.domain.invitation import actions as invitations
from meetings.domain.invitation import queries as find_invitations
from meetings.domain.invitation import rules as invitation_rules
from meetings.domain.invitation.rules import Segment
from meetings.extensions import db, transaction
from meetings.models.deadline import Closing
from meetings.models.outbox import Mail
from meetings.notices import post
from tests.domain.deadline.test_actions import WHY, at, move, set_
from tests.make import Make, both


def mails(make: Make) -> list[Mail]:
    post.handle(50, now=make.now)
    return db.session.query(Mail).filter_by(kind="deadline.moved").order_by(Mail.recipient_name).all()


def test_the_registered_hear_of_comments_in_their_language(make: Make) -> None:
    meeting = make.meeting()
    odile = make.ncp(make.member("CM", "Cameroun", region="WCA"), "Odile", language=FRENCH)
    make.ncp(make.member(), "Wanjiru")
    make.registration(meeting, odile)
    set_(make, meeting, Closing.COMMENTS, 3)
    moved = move(make, meeting, Closing.COMMENTS, 5)
    (mail,) = mails(make)
    assert (mail.recipient_name, moved.told) == ("Odile", 1)
    assert "nouvelle date limite (observations), 7\u00a0mars 2027" in mail.subject
    assert "Des jours fériés" in mail.text
    assert "Avant\u00a0: 5\u00a0mars 2027" in mail.text
    assert "heure de Bruxelles" in mail.text
    assert "/fr/meetings/ncp-plenary-8/deadlines/" in mail.text


def test_only_the_silent_among_the_invited_hear_of_registration_with_their_link(make: Make) -> None:
    meeting, secretary = make.meeting(), make.secretariat()
    wanjiru, grace = make.ncp(make.member(), "Wanjiru"), make.ncp(make.member("UG", "Uganda"), "Grace")
    set_(make, meeting, Closing.REGISTRATION, 3)
    people = find_invitations.candidates(meeting, Segment(), on=make.now.date(), now=make.now)
    seen = invitation_rules.mark([one.person_id for one in people])
    with transaction():
        invitations.invite(meeting, Segment(), both(""), seen=seen, by=secretary, now=make.now)
    make.registration(meeting, wanjiru)
    move(make, meeting, Closing.REGISTRATION, 5)
    (mail,) = mails(make)
    assert mail.recipient_name == grace.name
    assert "/place/sealed-" in mail.text


def test_where_nobody_was_asked_members_and_registered_hear_each_in_their_words(make: Make) -> None:
    meeting = make.meeting()
    make.ncp(make.member("UG", "Uganda"), "Grace")
    make.registration(meeting, make.ncp(make.member(), "Wanjiru"))
    set_(make, meeting, Closing.REGISTRATION, 3)
    assert move(make, meeting, Closing.REGISTRATION, 5).told == 2
    grace, wanjiru = mails(make)
    assert "until then you can register" in grace.text
    assert "until then you can change it or withdraw" in wanjiru.text
    assert "because you registered for this meeting" in wanjiru.text


def test_what_has_moved_again_is_told_once(make: Make) -> None:
    meeting = make.meeting()
    make.registration(meeting, make.ncp(make.member(), "Wanjiru"))
    set_(make, meeting, Closing.SURVEY, 3)
    move(make, meeting, Closing.SURVEY, 5)
    with transaction():
        actions.move(meeting, Closing.SURVEY, at(make, 6), WHY, by=None, now=make.now)
    (mail,) = mails(make)
    assert "8\u00a0March 2027" in mail.subject
