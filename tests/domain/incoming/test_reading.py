"""What raw messages are found to be; garbage included."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain.incoming import reading, rules
from meetings.domain.incoming.rules import Returns, Signed
from meetings.models.incoming import Reply, Sort, Why
from tests import returned_mail as samples

ADDRESS = "returns@meetings.example.org"
RETURNS = Returns(ADDRESS, "a secret that only the tests know, forty-eight")
TO = RETURNS.of_mail(7, "<0123456789abcdef@meetings.example.org>")
OF_ENTRY = RETURNS.of_entry("uid-1", "w.kamande@example.org")


def read(octets: bytes) -> reading.Read:
    return reading.read(octets, ADDRESS)


def test_signed_addresses_fit_into_mail() -> None:
    longest = RETURNS.of_mail(9_999_999_999, "<x@y>")
    assert len(f"{'r' * 20}{longest.removeprefix('returns').partition('@')[0]}") <= 64, "RFC 5321, 4.5.3.1.1"
    assert longest == longest.lower(), "servers may change the case"
    assert rules.signed(f"<{TO.upper()}>", ADDRESS) == [Signed(TO.partition("-")[2].partition("@")[0], 7)]
    assert rules.signed(OF_ENTRY, ADDRESS) == [Signed(RETURNS.entry_mark("uid-1", " W.Kamande@Example.org "))]


@pytest.mark.parametrize(
    "text",
    [
        "returns@meetings.example.org",
        "returns+b7@meetings.example.org",
        TO.replace("meetings", "evil"),
        TO + ".evil.example",
        TO.replace("returns+", "returns+x"),
        TO.replace("+b7-", "+b77777777777-"),
    ],
)
def test_other_addresses_are_not_ours(text: str) -> None:
    assert rules.signed(text, ADDRESS) == []


@pytest.mark.parametrize(
    ("octets", "status", "why", "for_good"),
    [
        (samples.postfix(TO), "5.1.1", Why.ADDRESS, True),
        (samples.exchange(TO), "5.1.10", Why.ADDRESS, True),
        (samples.gmail(TO), "5.2.2", Why.FULL, False),
        (samples.qmail(TO), "5.1.1", Why.ADDRESS, True),
        (samples.postfix(TO, status="4.4.1"), "4.4.1", Why.UNREACHED, False),
        (samples.postfix(TO, status="5.7.1"), "5.7.1", Why.REFUSED, False),
        (samples.postfix(TO, status="5.4.4"), "5.4.4", Why.DOMAIN, True),
        (samples.letter(TO, "554 your message looks like spam"), "5.7.0", Why.REFUSED, False),
        (samples.letter(TO, "The mailbox 550 is fine, the moon is full."), "5.1.1", Why.ADDRESS, True),
        (samples.letter(TO, "It did not work."), "", Why.UNKNOWN, False),
    ],
)
def test_bounces_tell_why(octets: bytes, status: str, why: Why, for_good: bool) -> None:
    found = read(octets)
    assert found.sort is Sort.BOUNCE
    assert found.report is not None
    assert [one.mail for one in found.signed] == [7] * len(found.signed)
    assert found.signed
    assert found.report.status == status
    assert (rules.why(status), rules.is_for_good(status)) == (why, for_good)


def test_bounce_says_in_one_line_what_the_server_said() -> None:
    report = read(samples.postfix(TO)).report
    assert report is not None
    assert report.said.startswith("550 5.1.1 <w.kamande@example.org>: Recipient address rejected: User unknown")


@pytest.mark.parametrize(
    ("octets", "sort"),
    [
        (samples.postfix(TO, action="delayed", status="4.4.1"), Sort.DELAY),
        (samples.postfix(TO, action="delivered", status="2.0.0"), Sort.AUTOMATIC),
        (samples.complaint(TO), Sort.COMPLAINT),
        (samples.complaint(TO, "not-spam"), Sort.AUTOMATIC),
        (samples.absence(TO), Sort.AUTOMATIC),
        (b"Return-Path: <>\nFrom: w@example.org\nSubject: Away\n\nI am away.\n", Sort.AUTOMATIC),
        (b"From: w@example.org\nPrecedence: bulk\n\nNews.\n", Sort.AUTOMATIC),
        (b"From: w@example.org\nSubject: A question\n\nWhen?\n", Sort.OTHER),
        (b"", Sort.OTHER),
        (b"\xff\xfe\x00" * 50, Sort.OTHER),
    ],
)
def test_messages_are_told_apart(octets: bytes, sort: Sort) -> None:
    assert read(octets).sort is sort


def test_complaint_is_matched_by_the_sender_of_the_mail_complained_of() -> None:
    assert [one.mail for one in read(samples.complaint(TO)).signed] == [7]


@pytest.mark.parametrize("organizer", [True, False])
def test_answer_is_read_with_and_without_an_organiser(organizer: bool) -> None:
    octets = samples.reply(
        OF_ENTRY,
        "uid-1",
        "W.Kamande@example.org",
        said="DECLINED",
        sequence=2,
        organizer=organizer,
        comment="I am\\n away\\, alas",
    )
    answer = read(octets).answer
    assert answer is not None
    assert (answer.uid, answer.attendee) == ("uid-1", "w.kamande@example.org")
    assert (answer.reply, answer.sequence, answer.comment) == (Reply.DECLINED, 2, "I am away, alas")
    assert answer.at is not None
    assert answer.at.isoformat() == "2027-03-02T09:00:00+00:00"


@pytest.mark.parametrize(
    "octets",
    [
        samples.reply(OF_ENTRY, "uid-1", "w@example.org", said="DELEGATED"),
        samples.reply(OF_ENTRY, "uid-1", "w@example.org", said="NEEDS-ACTION"),
        samples.reply(OF_ENTRY, "", "w@example.org"),
        samples.reply(OF_ENTRY, "u" * 101, "w@example.org"),
        samples.reply(OF_ENTRY, "uid-1", "w@example.org", more="RECURRENCE-ID:20270302T090000Z"),
        samples.reply(OF_ENTRY, "uid-1", "w@example.org", more="ATTENDEE;PARTSTAT=DECLINED:mailto:x@example.org"),
        samples.reply(OF_ENTRY, "uid-1", "w@example.org").replace(b"METHOD:REPLY", b"METHOD:REQUEST"),
        samples.reply(OF_ENTRY, "uid-1", "w@example.org").replace(b"END:VCALENDAR", b"x" * 70_000),
    ],
)
def test_other_calendar_objects_are_no_answer(octets: bytes) -> None:
    assert read(octets).answer is None


def test_broken_figures_of_an_answer_do_no_harm() -> None:
    octets = samples.reply(OF_ENTRY, "uid-1", "w@example.org", stamp="yesterday").replace(b"SEQUENCE:0", b"SEQUENCE:x")
    answer = read(octets).answer
    assert answer is not None
    assert (answer.sequence, answer.at) == (0, None)


#: Pieces that parsers stumble over.
PIECES = (
    b"Content-Type: multipart/report; boundary=x\r\n\r\n",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Type: message/delivery-status\r\n\r\n",
    b"Content-Type: message/feedback-report\r\nContent-Transfer-Encoding: base64\r\n\r\n",
    b"Content-Type: text/calendar; charset=utf-99; method=REPLY\r\n\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n",
    b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nATTENDEE;PARTSTAT=\r\nDTSTAMP:9\r\n",
    b"--x\r\n",
    b"--x--\r\n",
    b"Action: failed\r\nStatus: 5.1.1\r\n\r\n",
    b"To: =?utf-8?b?////?= <\r\n",
    b"From: MAILER-DAEMON\r\n",
    TO.encode(),
    b"\r\n\r\n",
    b"\x00\xff",
)


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=40)), max_size=30))
def test_garbage_never_raises(pieces: list[bytes]) -> None:
    assert read(b"".join(pieces)).sort in Sort


@given(st.integers(0, 3000), st.binary(min_size=1, max_size=8))
def test_damaged_messages_never_raise(at: int, damage: bytes) -> None:
    for octets in (samples.postfix(TO), samples.complaint(TO), samples.reply(OF_ENTRY, "uid-1", "w@example.org")):
        place = at % len(octets)
        assert read(octets[:place] + damage + octets[place + len(damage) :]).sort in Sort
        assert read(octets[:place]).sort in Sort


@pytest.mark.parametrize(
    "octets",
    [
        b"Content-Type: message/rfc822\r\n\r\n" * 30_000,
        b"".join(b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(20_000)),
        b"To: " + b"(" * 900_000 + b"\r\n\r\n",
        b"From: MAILER-DAEMON\r\nTo: x\r\n\r\n" + b"550 " * 200_000,
        b"From: MAILER-DAEMON\r\nTo: x\r\n\r\n" + b"-" * 900_000,
        b"To: " + TO.encode() * 12_000 + b"\r\n\r\n",
        b"A: b\r\n" * 160_000,
    ],
)
def test_malicious_messages_take_no_long_time(octets: bytes) -> None:
    begun = time.process_time()
    read(octets)
    assert time.process_time() - begun < 3
