"""What stays of the attendance of somebody who is forgotten, and what they are given of it."""

from datetime import timedelta

from flask import current_app

from meetings.core import former
from meetings.domain.attendance import actions, certificates, corrections, participants
from meetings.domain.attendance.corrections import Entry
from meetings.domain.privacy import download, erasure
from meetings.extensions import db, transaction
from meetings.filing import filing
from meetings.models import attendance as tables
from meetings.models.attendance import Attendance, Presence, Stage
from meetings.models.certificate import Certificate, ListCorrection
from tests.make import Make


def test_published_list_says_that_somebody_of_the_organisation_was_there(make: Make) -> None:
    by, kenya, meeting = make.secretariat(), make.member(), make.meeting()
    person = make.ncp(kenya, "Zaïnabu O’Unikum")
    english, french = make.sessions(meeting)
    make.registration(meeting, person)
    now = french.ends_at + timedelta(hours=1)
    with transaction():
        actions.decide(english, [person], Presence.PRESENT, by=by, now=now)
        actions.decide(french, [person], Presence.EXCUSED, reason="Ill at home", by=by, now=now)
        actions.welcome(english, "Zaïnabu O’Unikum", function="", organisation=None, by=by, now=now)
        certificates.issue(meeting, by=by, now=now)
        (listed, *_rest) = participants.found(meeting, Stage.FINAL)
        corrections.propose(meeting, listed, Entry("Z. O’Unikum", "", "KE"), by=person, now=now)
    given = download.everything(person)
    assert {row["presence"] for row in given["attendance.person_id"]} == {"present", "excused"}
    assert given["certificate.person_id"][0]["name"] == "Zaïnabu O’Unikum"
    with filing(current_app.extensions["storage"]) as files:
        erasure.wipe(person, files=files, now=now)
    db.session.expire_all()
    (kept, guest) = sorted(participants.found(meeting, Stage.FINAL), key=lambda one: one.person is None)
    assert kept.organisation is kenya
    assert kept.name == "Former delegate of Kenya"
    assert not kept.name.startswith(former.MARK)
    assert "Unikum" not in guest.name
    assert {row.reason for row in db.session.query(Attendance)} == {""}
    assert {row.reason for row in db.session.query(tables.Testimony)} == {""}
    assert db.session.query(Certificate).one().name == ""
    assert db.session.query(ListCorrection).one().after == {}
