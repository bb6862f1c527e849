"""What one reader receives by mail."""

import dataclasses

import pytest

from meetings.calendars.invitation import cancellation, invitation
from meetings.calendars.values import Attendee


def test_invitation_asks_one_attendee_for_an_answer(meeting, organizer, attendee, unfolded):
    lines = unfolded(invitation(meeting, organizer=organizer, attendee=attendee))
    assert "METHOD:REQUEST" in lines[: lines.index("BEGIN:VTIMEZONE")]
    assert [line for line in lines if line.startswith("ATTENDEE")] == [
        "ATTENDEE;CN=\"Zoé 'Zo' Nowak; présidente\";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION"
        ";RSVP=TRUE:mailto:zoe.nowak@example.org"
    ]
    assert 'ORGANIZER;CN="Secrétariat, plénières":mailto:secretariat@example.org' in lines
    assert {f"UID:{meeting.uid}", f"SEQUENCE:{meeting.sequence}", "STATUS:CONFIRMED"} <= set(lines)
    assert lines.count("BEGIN:VEVENT") == 1
    assert "TZID:Africa/Casablanca" in lines


def test_invitation_has_the_same_identity_after_an_update(meeting, organizer, attendee, unfolded):
    update = dataclasses.replace(meeting, sequence=meeting.sequence + 1, location="Room 9")
    before, after = (unfolded(invitation(entry, organizer=organizer, attendee=attendee)) for entry in (meeting, update))
    assert set(after) - set(before) == {f"SEQUENCE:{meeting.sequence + 1}", "LOCATION;LANGUAGE=en:Room 9"}


def test_invitation_to_a_cancelled_meeting_is_refused(meeting, organizer, attendee):
    with pytest.raises(ValueError, match="cancellation"):
        invitation(dataclasses.replace(meeting, cancelled=True), organizer=organizer, attendee=attendee)


@pytest.mark.parametrize("cancelled", [True, False])
def test_cancellation_takes_the_same_event_back(meeting, organizer, attendee, unfolded, cancelled):
    entry = dataclasses.replace(meeting, cancelled=cancelled, tentative=True)
    lines = unfolded(cancellation(entry, organizer=organizer, attendee=attendee))
    assert {"METHOD:CANCEL", "STATUS:CANCELLED", f"UID:{meeting.uid}", f"SEQUENCE:{meeting.sequence}"} <= set(lines)
    assert [line for line in lines if line.startswith("ATTENDEE")] == [
        "ATTENDEE;CN=\"Zoé 'Zo' Nowak; présidente\";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT:mailto:zoe.nowak@example.org"
    ]
    assert 'ORGANIZER;CN="Secrétariat, plénières":mailto:secretariat@example.org' in lines


@pytest.mark.parametrize("email", ["", "zoe", "a@b@c.d", "zoe@example.org\r\nX-EVIL:1", "zoe nowak@example.org"])
def test_invitation_refuses_what_is_no_address(meeting, organizer, email):
    with pytest.raises(ValueError, match="not an address"):
        invitation(meeting, organizer=organizer, attendee=Attendee("Zoé", email))
