import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from meetings.cli.demo import story
from meetings.cli.demo.events import Meeting
from meetings.cli.demo.story import Story
from meetings.cli.demo.texts import FOLDER
from meetings.core.bilingual import Bilingual

TODAY = date(2026, 11, 22)
SLUGS = ["pscg-44", "regional-workshop-1", "regional-workshop-2", *(f"ncp-plenary-{number}" for number in range(1, 9))]
TOLD = story.load(TODAY)
MEETINGS = {meeting.slug: meeting for meeting in TOLD.meetings}
HELD = [meeting for meeting in TOLD.meetings if meeting.slug not in ("ncp-plenary-8", "regional-workshop-2")]
EIGHTH = MEETINGS["ncp-plenary-8"]
PEOPLE = {person.email: person for person in TOLD.people}
LETTERS = [entry for entry in TOLD.nominations if entry.capacity != "delegate"]
SINCE = {entry.email: entry.since_on for entry in LETTERS}
PLAIN_SPACE = re.compile(r" [:;!?»%]|« |\d (janvier|février|mars|avril|mai|juin|juillet|août|sept|oct|nov|déc)")


def texts(thing: object) -> Iterator[Bilingual]:
    if isinstance(thing, Bilingual):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from texts(part)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from texts(getattr(thing, field.name))


def sitting(meeting: Meeting, session: str) -> int:
    """People of Members who sit in *session*."""
    return sum(session == place.session for place in members_places(meeting))


def members_places(meeting: Meeting) -> list:
    return [place for place in meeting.registrations if place.email in SINCE]


def administrations(meeting: Meeting) -> set[str]:
    return {PEOPLE[place.email].organisation for place in members_places(meeting)}


def by_region(meeting: Meeting) -> Counter:
    region_of = {member.code: member.region for member in TOLD.members}
    return Counter(region_of[code] for code in administrations(meeting))


def test_story_has_six_regions_from_west_to_east():
    assert [region.code for region in TOLD.regions] == ["AMS", "WCA", "EUR", "MENA", "ESA", "AP"]
    assert [region.position for region in TOLD.regions] == [1, 2, 3, 4, 5, 6]
    assert {member.region for member in TOLD.members} == {region.code for region in TOLD.regions}


def test_story_has_186_members_of_which_150_named_287_contact_points():
    assert len(TOLD.members) == 186
    assert len({entry.organisation for entry in LETTERS}) == 150
    assert len(LETTERS) == len(SINCE) == 287
    per_member = Counter(entry.organisation for entry in LETTERS)
    assert set(per_member.values()) <= {1, 2, 3, 4}


def test_nominations_give_each_member_one_head_and_come_in_order():
    heads = [entry.organisation for entry in LETTERS if entry.capacity == "head"]
    assert len(heads) == len(set(heads)) == 150
    assert all(one.since_on <= other.since_on for one, other in pairwise(LETTERS))


@pytest.mark.parametrize(("day", "count"), [(date(2025, 2, 10), 131), (date(2026, 4, 1), 150)])
def test_nominations_reach_the_known_figures(day, count):
    assert len({entry.organisation for entry in LETTERS if entry.since_on <= day}) == count


def test_people_have_addresses_names_and_zones_of_their_own():
    assert len(PEOPLE) == len(TOLD.people)
    assert len({person.name for person in TOLD.people}) == len(TOLD.people)
    assert {person.zone for person in TOLD.people} <= available_timezones()
    assert all(person.email.endswith("@hemicycle.example") for person in TOLD.people)
    bodies = {body.code for body in TOLD.members + TOLD.organisations}
    assert {person.organisation for person in TOLD.people} - {None} <= bodies


@pytest.mark.parametrize(
    ("email", "name", "organisation", "language", "zone"),
    [
        ("ncp.ke@hemicycle.example", "Wanjiru Kamande", "KE", "en", "Africa/Nairobi"),
        ("ncp2.ke@hemicycle.example", "Daniel Otieno", "KE", "en", "Africa/Nairobi"),
        ("ncp.cm@hemicycle.example", "Solange Mbarga", "CM", "fr", "Africa/Douala"),
        ("observer@hemicycle.example", "Elin Sørheim", "TFON", "en", "Europe/Oslo"),
        ("secretariat@hemicycle.example", "Ilse Vandermeer", None, "en", "Europe/Brussels"),
    ],
)
def test_people_of_the_welcome_are_there(email, name, organisation, language, zone):
    person = PEOPLE[email]
    assert (person.name, person.organisation) == (name, organisation)
    assert (person.language, person.zone) == (language, zone)


def test_former_contact_points_left_their_members_with_others():
    named = {entry.organisation: entry.since_on for entry in LETTERS}
    names = {person.name for person in TOLD.people} | {person.name for person, _ in TOLD.former}
    assert len(names) == len(TOLD.people) + len(TOLD.former)
    for person, nomination in TOLD.former:
        assert person.email not in PEOPLE
        assert named[nomination.organisation] == nomination.since_on < nomination.until_on < TODAY


def test_secretariat_has_one_administrator_and_two_colleagues():
    assert [person.role for person in TOLD.people if person.role != "participant"] == [
        "administrator",
        "secretariat",
        "secretariat",
    ]


def test_story_tells_the_ten_meetings():
    assert [meeting.slug for meeting in TOLD.meetings] == SLUGS
    assert {meeting.series for meeting in TOLD.meetings} == {row.slug for row in TOLD.series}
    assert MEETINGS["regional-workshop-1"].region == "EUR"
    assert [session.language for session in EIGHTH.sessions] == ["en", "fr"]


def test_eighth_plenary_has_74_administrations_and_97_people():
    assert (sitting(EIGHTH, "en"), sitting(EIGHTH, "fr")) == (66, 31)
    assert len(EIGHTH.registrations) == 97
    assert by_region(EIGHTH) == {"AMS": 12, "WCA": 11, "EUR": 22, "MENA": 7, "ESA": 13, "AP": 9}


def test_eighth_plenary_expects_kenya_and_still_waits_for_cameroon():
    sessions = {place.email: place.session for place in EIGHTH.registrations}
    assert sessions["ncp.ke@hemicycle.example"] == sessions["ncp2.ke@hemicycle.example"] == "en"
    assert "CM" not in administrations(EIGHTH)
    assert "observer@hemicycle.example" not in sessions


def test_seventh_plenary_had_68_administrations_91_people_and_five_observers():
    seventh = MEETINGS["ncp-plenary-7"]
    assert (sitting(seventh, "en"), sitting(seventh, "fr")) == (63, 28)
    assert len(seventh.registrations) == 96
    assert by_region(seventh) == {"AMS": 9, "WCA": 12, "EUR": 21, "MENA": 5, "ESA": 12, "AP": 9}


@pytest.mark.parametrize(
    ("slug", "members", "people"),
    [
        ("ncp-plenary-1", 61, 85),
        ("ncp-plenary-2", 60, 86),
        ("ncp-plenary-3", 58, 79),
        ("ncp-plenary-4", 65, 88),
        ("ncp-plenary-5", 61, 83),
        ("ncp-plenary-6", 66, 90),
        ("regional-workshop-1", 44, 81),
        ("pscg-44", 0, 0),
    ],
)
def test_places_agree_with_the_record(slug, members, people):
    meeting = MEETINGS[slug]
    assert len(administrations(meeting)) == members
    assert len(members_places(meeting)) == people


@pytest.mark.parametrize("meeting", TOLD.meetings, ids=SLUGS)
def test_places_are_given_once_in_sessions_of_the_meeting_while_registration_is_open(meeting):
    keys = {session.key for session in meeting.sessions}
    assert len({place.email for place in meeting.registrations}) == len(meeting.registrations)
    for place in meeting.registrations:
        assert place.session in keys
        assert meeting.registration_opens_at <= place.registered_at <= meeting.registration_closes_at
    assert meeting.registration_closes_at < meeting.sessions[0].starts_at


@pytest.mark.parametrize("number", range(1, 8))
def test_plenary_only_seats_people_named_before_it(number):
    meeting = MEETINGS[f"ncp-plenary-{number}"]
    last = meeting.sessions[-1].starts_at.date()
    assert all(SINCE[place.email] <= last for place in members_places(meeting))


@pytest.mark.parametrize("days", range(0, 120, 3))
def test_eighth_plenary_lies_some_weeks_ahead_on_tuesday_and_thursday(days):
    today = date(2026, 9, 20) + timedelta(days=days)
    eighth = story.load(today).meetings[-1]
    brussels = ZoneInfo("Europe/Brussels")
    english, french = (session.starts_at.astimezone(brussels) for session in eighth.sessions)
    assert 24 <= (english.date() - today).days <= (30 if english.month != 1 else 54)
    assert (english.isoweekday(), english.hour) == (2, 13)
    assert (french.date() - english.date()).days == 2
    assert french.hour == 10
    assert eighth.registration_opens_at.date() < today < eighth.registration_closes_at.date()
    assert all(place.registered_at.date() <= today for place in eighth.registrations)


@pytest.mark.parametrize(
    ("today", "english"),
    [
        (date(2026, 11, 15), date(2026, 12, 15)),
        (date(2026, 11, 22), date(2027, 1, 12)),
        (date(2026, 12, 4), date(2027, 1, 12)),
        (date(2026, 12, 6), date(2027, 1, 5)),
        (date(2027, 12, 1), date(2028, 1, 11)),
        (date(2034, 12, 7), date(2035, 1, 9)),
    ],
)
def test_eighth_plenary_keeps_clear_of_the_turn_of_the_year(today, english):
    sessions = story.load(today).meetings[-1].sessions
    assert [session.starts_local.date() for session in sessions] == [english, english + timedelta(days=2)]


def test_sessions_know_their_instant():
    english = MEETINGS["ncp-plenary-1"].sessions[0]
    assert english.starts_at.isoformat() == "2024-06-17T11:00:00+00:00"
    assert all(
        session.starts_at < session.ends_at and session.zone in ("Europe/Brussels", "Africa/Nairobi")
        for meeting in TOLD.meetings
        for session in meeting.sessions
    )


@pytest.mark.parametrize("meeting", HELD, ids=lambda meeting: meeting.slug)
def test_held_meeting_has_a_record_published_after_it(meeting):
    assert meeting.record is not None
    assert meeting.record.published_at > meeting.sessions[-1].ends_at
    assert {part.item for part in meeting.record.paragraphs} <= {item.number for item in meeting.agenda}
    assert meeting.decisions


def test_eighth_plenary_is_prepared_but_not_held():
    assert EIGHTH.record is None
    assert [poll.state for poll in EIGHTH.polls] == ["prepared", "prepared"]
    assert (EIGHTH.decisions, EIGHTH.actions) == ((), ())
    assert [item.sub for item in EIGHTH.agenda].count(False) == 10


def test_outcomes_are_numbered_through_the_meeting():
    assert [entry.number for entry in MEETINGS["ncp-plenary-7"].decisions] == [1, 2, 3, 4, 5]
    assert [entry.number for entry in MEETINGS["ncp-plenary-7"].actions] == list(range(1, 10))
    assert len(MEETINGS["pscg-44"].decisions) == 5


def test_actions_have_owners_the_story_knows():
    owners = {action.owner for meeting in TOLD.meetings for action in meeting.actions}
    assert owners <= {"secretariat", *PEOPLE, *(member.code for member in TOLD.members)}
    states = {action.state for meeting in TOLD.meetings for action in meeting.actions}
    assert states == {"open", "in_hand", "done"}


@pytest.mark.parametrize("meeting", HELD, ids=lambda meeting: meeting.slug)
def test_poll_gives_one_ballot_to_each_member_entitled(meeting):
    for poll in meeting.polls:
        voters = [ballot.member for ballot in poll.ballots]
        assert len(voters) == len(set(voters))
        assert set(voters) <= set(poll.electorate) & administrations(meeting)
        assert all(PEOPLE[ballot.email].organisation == ballot.member for ballot in poll.ballots)
        assert all(poll.opened_at < ballot.cast_at < poll.closed_at for ballot in poll.ballots)
        assert {ballot.choice for ballot in poll.ballots} == set(range(len(poll.options)))
        assert [option.abstention for option in poll.options].index(True) == len(poll.options) - 1


def test_poll_deals_all_the_ballots_of_its_file():
    ballots = [len(poll.ballots) for poll in MEETINGS["ncp-plenary-1"].polls]
    assert ballots == [59, 58]
    assert len(MEETINGS["ncp-plenary-7"].polls[0].electorate) == 150


def test_documents_have_one_symbol_each():
    symbols = [document.symbol for meeting in TOLD.meetings for document in meeting.documents]
    assert len(symbols) == len(set(symbols))
    assert all(document.revisions for meeting in TOLD.meetings for document in meeting.documents)


def test_texts_are_in_both_languages_but_for_the_two_gaps_of_the_eighth_plenary():
    told = replace(TOLD, meetings=tuple(replace(meeting, proposals=()) for meeting in TOLD.meetings))
    gaps = [text for text in texts(told) if text and not text.complete]
    cloud, event = EIGHTH.agenda[8].title, EIGHTH.agenda[10].title
    assert gaps == [cloud, event]
    assert (cloud.fr, event.behind) == ("", True)
    versions = {document.symbol: document.revisions for document in EIGHTH.documents}
    uneven = {symbol: held for symbol, held in versions.items() if held != {"en": 1, "fr": 1}}
    assert uneven == {"NCP0804": {"en": 2, "fr": 1}, "NCP0806": {"en": 1}}


def test_french_texts_keep_the_rules_of_typography():
    wrong = [text.fr for text in texts(TOLD) if PLAIN_SPACE.search(text.fr)]
    assert wrong == []
    assert [text for text in texts(TOLD) if "'" in text.en + text.fr or '"' in text.en + text.fr] == []
    assert [text.fr for text in texts(TOLD) if re.search(r"[^\s\u00a0«]\s?%", text.fr.replace("\u00a0%", ""))] == []
    assert [text.fr for text in texts(TOLD) if re.search(r"[^\u00a0:/][:;!?»]", text.fr)] == []


def test_vacant_members_are_36_in_their_regions():
    named = {entry.organisation for entry in LETTERS}
    vacant = Counter(member.region for member in TOLD.members if member.code not in named)
    assert vacant == {"AMS": 10, "WCA": 5, "EUR": 6, "MENA": 3, "ESA": 2, "AP": 10}


def test_story_is_the_same_each_time():
    again: Story = story.load(TODAY)
    assert again == TOLD


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.name)
def test_files_stay_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
