"""What a message looks like on the wire, and what cannot be smuggled into it."""

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest

from meetings.notices import message
from meetings.notices.message import Letter, Outgoing, Unsendable

ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1\r\n"
    "SUMMARY:8ᵉ plénière\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
).encode()
PLAIN = Outgoing(
    recipient_name="Zoé Lefèvre",
    recipient_email="zoe@ncp.example",
    language="fr",
    subject="Votre inscription à la 8e plénière\u00a0: confirmée",
    text="Bonjour Zoé,\n\nVous êtes inscrite.\n.\nÀ bientôt",
    html="<p lang='fr'>Vous êtes inscrite.</p>",
    message_id="<notice.17@hemicycle.example>",
    sender=("Secrétariat", "secretariat@hemicycle.example"),
    sent_at=datetime(2027, 2, 20, 9, 0, tzinfo=UTC),
)
INVITATION = replace(PLAIN, calendar=ICS, calendar_method="REQUEST")
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language"]
ATTACKS = [
    "Hello\r\nBcc: evil@attacker.example",
    "Hello\nBcc: evil@attacker.example",
    "Hello\rBcc: evil@attacker.example",
    "=?utf-8?q?Hello=0d=0aBcc=3a_evil=40attacker.example?=",
    "=?utf-8?b?SGVsbG8NCkJjYzogZXZpbEBhdHRhY2tlci5leGFtcGxl?=",
    "é =?utf-8?q?=0d=0aBcc=3a_evil=40attacker.example?= " + "long " * 60,
    "Hello\u2028Bcc: evil@attacker.example\x85Bcc: evil@attacker.example\x0bBcc: evil\x00",
    'Hello" <evil@attacker.example>, "x',
]


def top_headers(octets: bytes) -> list[str]:
    head = octets.partition(b"\r\n\r\n")[0].split(b"\r\n")
    return [line.split(b":")[0].decode() for line in head if not line.startswith((b" ", b"\t"))]


def read(outgoing: Outgoing) -> EmailMessage:
    parsed = email.message_from_bytes(Letter(outgoing).as_bytes(), policy=email.policy.SMTP)
    assert isinstance(parsed, EmailMessage)
    return parsed


def shape(part: EmailMessage) -> object:
    if part.is_multipart():
        return [part.get_content_type(), *(shape(child) for child in part.iter_parts())]
    return part.get_content_type()


def test_letter_without_calendar_is_text_then_html():
    parsed = read(PLAIN)
    assert shape(parsed) == ["multipart/alternative", "text/plain", "text/html"]
    text, html = parsed.iter_parts()
    assert text.get_content().splitlines() == PLAIN.text.splitlines()
    assert html.get_content().splitlines() == [PLAIN.html]
    assert not parsed.defects


def test_letter_with_calendar_has_the_tree_that_outlook_and_google_need():
    parsed = read(INVITATION)
    alternatives = ["multipart/alternative", "text/plain", "text/html", "text/calendar"]
    assert shape(parsed) == ["multipart/mixed", alternatives, "application/ics"]
    branch, attachment = parsed.iter_parts()
    calendar = list(branch.iter_parts())[-1]
    assert str(calendar["Content-Type"]) == 'text/calendar; method="REQUEST"; charset="utf-8"'
    assert calendar["Content-Transfer-Encoding"] == attachment["Content-Transfer-Encoding"] == "base64"
    assert calendar.get_payload(decode=True) == attachment.get_payload(decode=True) == ICS
    assert calendar["Content-ID"] is None
    assert calendar["Content-Disposition"] is None
    assert attachment.get_filename() == "invite.ics"
    assert attachment.get_content_disposition() == "attachment"


def test_letter_carries_a_cancellation():
    gone = replace(INVITATION, calendar=ICS.replace(b"REQUEST", b"CANCEL"), calendar_method="CANCEL")
    assert b"text/calendar; method=CANCEL; charset=utf-8\r\n" in Letter(gone).as_bytes()


def test_letter_headers_are_the_ones_meant_and_survive_accents():
    parsed = read(replace(PLAIN, reply_to=("Réponses", "reply@hemicycle.example")))
    assert parsed["Subject"] == PLAIN.subject
    assert parsed["To"].addresses[0].display_name == "Zoé Lefèvre"
    assert parsed["To"].addresses[0].addr_spec == "zoe@ncp.example"
    assert parsed["From"].addresses[0].display_name == "Secrétariat"
    assert parsed["Reply-To"].addresses[0].addr_spec == "reply@hemicycle.example"
    assert parsed["Date"].datetime == PLAIN.sent_at
    assert parsed["Message-ID"] == PLAIN.message_id
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["Content-Language"] == "fr"
    assert top_headers(Letter(PLAIN).as_bytes()) == [*("Content-Type", "MIME-Version"), *HEADERS]


@pytest.mark.parametrize("name", ["Smith, John", "O'Brien (NCP)", 'a "b" <c>', "Ж" * 120, "x" * 200, "李 小龍"])
def test_letter_names_survive_whatever_they_hold(name: str):
    octets = Letter(replace(PLAIN, recipient_name=name, sender=(name, "s@hemicycle.example"))).as_bytes()
    parsed = email.message_from_bytes(octets)
    assert str(make_header(decode_header(parsed["To"]))) == f"{name} <zoe@ncp.example>"
    assert str(make_header(decode_header(parsed["From"]))) == f"{name} <s@hemicycle.example>"
    modern = email.message_from_bytes(octets, policy=email.policy.SMTP)
    assert [mailbox.addr_spec for mailbox in modern["To"].addresses] == ["zoe@ncp.example"]


def test_only_mails_that_can_be_refused_say_how_to_mail_programs():
    address = "https://meetings.example/fr/people/mails/12-polls-" + "ab" * 32 + "/"
    parsed = read(replace(PLAIN, way_out=address))
    assert parsed["List-Unsubscribe"].strip() == f"<{address}>"
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert read(PLAIN)["List-Unsubscribe"] is None


@pytest.mark.parametrize(
    "address", ["https://a.example/x\r\nBcc: e@x", "mailto:a@b.example", "https://a.example/x>,<y"]
)
def test_way_to_refuse_takes_no_header(address: str):
    with pytest.raises(Unsendable):
        Letter(replace(PLAIN, way_out=address))


def test_letter_without_a_name_shows_the_address():
    assert read(replace(PLAIN, recipient_name=" \u202e "))["To"] == "zoe@ncp.example"


def test_letter_lines_stay_short_whatever_the_text():
    long = replace(
        INVITATION,
        subject="x" * 3000,
        recipient_name="é" * 3000,
        text="word " * 2000 + "é" * 5000,
        html="<p>" + "x" * 20000,
        recipient_email=f"{'a' * 64}@{'b' * 60}.{'c' * 60}.example",
    )
    octets = Letter(long).as_bytes()
    assert max(len(line) for line in octets.split(b"\r\n")) <= 220
    assert octets.isascii()
    assert octets.count(b"\n") == octets.count(b"\r\n") == octets.count(b"\r")


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("place", ["subject", "recipient_name", "sender", "reply_to"])
def test_letter_takes_no_header_from_a_text(place: str, attack: str):
    value = (attack, "s@hemicycle.example") if place in ("sender", "reply_to") else attack
    octets = Letter(replace(INVITATION, **{place: value})).as_bytes()
    expected = [*HEADERS, "Reply-To"] if place == "reply_to" else HEADERS
    assert sorted(top_headers(octets)) == sorted(["Content-Type", "MIME-Version", *expected])
    parsed = email.message_from_bytes(octets, policy=email.policy.SMTP)
    again = email.message_from_bytes(parsed.as_bytes(), policy=email.policy.SMTP)
    assert parsed["Bcc"] is None
    assert again["Bcc"] is None
    assert [mailbox.addr_spec for mailbox in again["To"].addresses] == ["zoe@ncp.example"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb\u2066c\u200ed\ufeffe\udc80f", "abcdef"),
        ("a\r\n\tb", "a b"),
        ("Ordre du jour\u00a0: «\u00a0été\u00a0»", "Ordre du jour\u00a0: «\u00a0été\u00a0»"),
        ("e\u0301", "é"),
        ("نمی\u200cخواهم", "نمی\u200cخواهم"),
        ("=?=?utf-8", "= ?= ?utf-8"),
        ("=\u202e?", "= ?"),
    ],
)
def test_clean_keeps_words_and_drops_tricks(text: str, shown: str):
    assert message.clean(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "alice",
        "alice@x)bob@evil.example",
        "alice@ncp.example,bob@evil.example",
        "Alice <alice@ncp.example>",
        "alice(comment)@ncp.example",
        "alice@ncp.example\r\nBcc: bob@evil.example",
        "alice@ncp.example\n",
        '"alice bob"@ncp.example',
        "=?utf-8?q?=0d=0aBcc?=@ncp.example",
        "zoë@ncp.example",
        "alice@ncp.example\x00",
        "alice@ncp..example",
        "alice@[127.0.0.1]",
    ],
)
def test_address_refuses_what_is_not_one_bare_address(text: str):
    with pytest.raises(Unsendable, match="address is not valid"):
        message.address(text)


def test_address_turns_an_accented_domain_into_ascii():
    assert message.address("zoe.o'hara+ncp@bücher.example") == "zoe.o'hara+ncp@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "change",
    [
        {"recipient_email": "alice@x)bob@evil.example"},
        {"sender": ("Secretariat", "s@hemicycle.example\r\nBcc: x@evil.example")},
        {"message_id": "<a@b>\r\nBcc: x@evil.example"},
        {"message_id": "no brackets"},
        {"language": "fr\r\nBcc: x@evil.example"},
        {"sent_at": datetime(2027, 2, 20, 9, 0)},  # noqa: DTZ001
        {"calendar": ICS},
        {"calendar_method": "REQUEST"},
        {"calendar": ICS, "calendar_method": "CANCEL"},
        {"calendar": ICS, "calendar_method": "REQUEST\r\nBcc: x@evil.example"},
    ],
)
def test_letter_refuses_what_would_go_wrong(change: dict[str, object]):
    with pytest.raises(Unsendable):
        Letter(replace(PLAIN, **change))


def test_letter_changed_after_its_making_still_takes_no_header():
    letter = Letter(PLAIN)
    letter.subject = "Hello\r\nBcc: evil@attacker.example"
    with pytest.raises(Unsendable, match="not meant"):
        letter.as_bytes()


@pytest.mark.parametrize(
    "octets",
    [
        b"A: 1\r\nBcc: x\r\n\r\n",
        b"A: 1\r\n\r\n" + b"x" * 999,
        b"A: 1\r\n\r\na\nb",
        b"A: 1\r\n\r\na\rb",
        b"A: 1\r\n\r\n\0",
        b"B: 1\r\n\r\n",
    ],
)
def test_require_headers_stops_other_octets(octets: bytes):
    with pytest.raises(Unsendable):
        message.require_headers(octets, ["A"])


def test_require_headers_lets_folded_lines_pass():
    message.require_headers(b"A: 1\r\n Bcc: part of A\r\nB: 2\r\n\r\nbody", ["A", "B"])
