"""Dates that a poll offers: what can be one, how it is called, the same instants in every zone, how answers add up."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.core import zones
from meetings.core.bilingual import Bilingual
from meetings.domain.meeting import rules as meetings
from meetings.domain.poll import answers, dates, disclosure, draft_rules, outcomes, result_rules
from meetings.domain.poll.dates import IF_NEED_BE, NO, YES, DateDraft, DateTally
from meetings.domain.poll.draft_rules import OptionDraft, PollDraft, Terms
from meetings.domain.poll.result_rules import Result, Sheet
from meetings.models.poll import Poll, PollOption, QuestionKind, Secrecy
from meetings.models.poll_date import PollDate


def wall_time(*parts, fold=0):
    """Return a naive time as a clock on the wall shows it."""
    return datetime(*parts, fold=fold)  # noqa: DTZ001


JUNE = wall_time(2027, 6, 15, 10)
BRUSSELS = "Europe/Brussels"


def timed(starts=JUNE, hours=2, zone="Africa/Nairobi", **more):
    return DateDraft(starts, starts + timedelta(hours=hours), zone, **more)


@pytest.mark.parametrize(
    ("date", "english", "french"),
    [
        (timed(), "Tuesday 15 June 2027, 10:00–12:00 (Nairobi)", "mardi 15 juin 2027, 10 h – 12 h (Nairobi)"),
        (
            timed(wall_time(2027, 6, 15), 24, BRUSSELS, whole_day=True),
            "Tuesday 15 June 2027, all day (Brussels)",
            "mardi 15 juin 2027, toute la journée (Bruxelles)",
        ),
        (
            timed(wall_time(2027, 10, 31, 2, 30, fold=1), 2, BRUSSELS),
            "Sunday 31 October 2027, 02:30–04:30 (Brussels, UTC+0100)",
            "dimanche 31 octobre 2027, 2 h 30 – 4 h 30 (Bruxelles, UTC+0100)",
        ),
        (
            timed(wall_time(2027, 6, 15, 23)),
            "Tuesday 15 June 2027, 23:00 – Wednesday 16 June 2027, 01:00 (Nairobi)",
            "mardi 15 juin 2027, 23 h – mercredi 16 juin 2027, 1 h (Nairobi)",
        ),
    ],
)
def test_date_is_called_by_day_times_and_city(date, english, french):
    found = dates.title(date)
    assert (found.en.replace("\xa0", " "), found.fr.replace("\xa0", " ")) == (english, french)


@pytest.mark.parametrize(
    ("refused", "date"),
    [
        (meetings.EndsBeforeStart, timed(hours=-1)),
        (meetings.EndsBeforeStart, timed(hours=0)),
        (meetings.TooLong, timed(hours=25)),
        (zones.HourDoesNotExist, timed(wall_time(2027, 3, 28, 2, 30), 2, BRUSSELS)),
        (zones.UnknownZone, timed(zone="Mars/Olympus")),
        (zones.UnknownZone, timed(zone="Mars/Olympus", whole_day=True)),
    ],
)
def test_date_that_no_clock_could_hold_is_refused(refused, date):
    with pytest.raises(refused):
        dates.check(date)


def test_poll_about_dates_offers_dates_alone_and_each_once():
    def check(*offered):
        options = tuple(OptionDraft(Bilingual("x", "x"), date=date) for date in offered)
        draft_rules.check(PollDraft(Bilingual("When?", "Quand ?"), None, options, Terms(kind=QuestionKind.DATES)))

    check(timed(), timed(JUNE + timedelta(hours=1)))
    with pytest.raises(dates.DatesMissing):
        check(timed(), None)
    with pytest.raises(dates.DateTwice):
        check(timed(), timed(JUNE - timedelta(hours=1), zone=BRUSSELS))


def test_date_has_passed_once_it_begins_and_a_day_once_it_is_over():
    day, hours = timed(wall_time(2027, 6, 15), 24, whole_day=True), timed()
    starts, _ends = dates.instants(hours)
    assert [dates.has_passed(each, starts) for each in (day, hours)] == [False, True]
    assert dates.has_passed(day, dates.instants(day)[1])


WALLS = st.datetimes(wall_time(2020, 1, 1), wall_time(2040, 12, 31), allow_imaginary=True)
NEAR_CHANGES = st.builds(
    lambda day, minutes: day + timedelta(minutes=minutes),
    st.sampled_from([wall_time(2027, 3, 28), wall_time(2027, 10, 31), wall_time(2027, 4, 30), wall_time(2027, 9, 4)]),
    st.integers(-180, 300),
)


@given(
    WALLS | NEAR_CHANGES,
    st.sampled_from(zones.names()),
    st.sampled_from(zones.names()),
    st.sampled_from([0, 1]),
    st.integers(1, 1440),
)
def test_instants_of_an_option_are_the_same_in_both_languages_and_every_zone(wall, zone, reader, fold, minutes):
    """What is stored and read back in the zone of a proposer is what every reader's clock means."""
    starts = wall.replace(second=0, microsecond=0, fold=fold)
    at = starts.replace(tzinfo=zones.zone(zone)).astimezone(UTC)
    ends = zones.local(at + timedelta(minutes=minutes), zone).replace(tzinfo=None)
    proposed = DateDraft(starts, ends, zone)
    stored = PollDate(
        starts_local=starts.replace(fold=0),
        ends_local=ends.replace(fold=0),
        starts_fold=bool(starts.fold),
        ends_fold=bool(ends.fold),
        zone=zone,
        whole_day=False,
    )
    assert (stored.starts_at, stored.ends_at) == dates.instants(proposed) == dates.instants(stored)
    for instant, typed in zip(dates.instants(stored), (starts, ends), strict=True):
        there = zones.local(instant, reader)
        assert there.astimezone(UTC) == instant
        if zones.exists(typed, zone):
            assert instant == zones.instant(typed, zone)
            assert zones.local(instant, zone).replace(tzinfo=None) == typed
    if zones.exists(starts, zone):
        texts = dates.title(stored)
        assert texts.complete
        assert f"{starts:%H:%M}" in texts.en
        assert f"{starts.hour}\xa0h" in texts.fr


#: What a poll takes from its rule as it is.
PLAIN = [each.name for each in fields(Terms) if each.name not in ("secrecy", "kinds")]

MARKS = st.dictionaries(st.integers(1, 4), st.sampled_from([NO, IF_NEED_BE, YES]), min_size=1)


@given(st.lists(st.tuples(MARKS, st.integers(1, 3)), max_size=20), st.randoms(use_true_random=False))
def test_answers_add_up_to_all_votes_in_any_order(ballots, chance):
    found = dates.tallied((1, 2, 3, 4), ballots)
    cast = sum(votes for _marks, votes in ballots)
    assert all(each.yes + each.if_need_be + each.no + each.left_open == cast for each in found)
    ranks = [(each.yes, each.if_need_be) for each in found]
    assert ranks == sorted(ranks, reverse=True)
    mixed = list(ballots)
    chance.shuffle(mixed)
    assert dates.tallied((1, 2, 3, 4), mixed) == found
    first = {each.option for each, rank in zip(found, ranks, strict=True) if rank == ranks[0] and any(rank)}
    assert set(dates.best(found)) == first


def result(*ballots):
    sheets = [Sheet(marks, 1, 1) for marks in ballots]
    counted = result_rules.tally(result_rules.counted(QuestionKind.DATES, sheets))
    options = [result_rules.OptionLine(option(number), counted[number]) for number in (1, 2)]
    return Result(tuple(options), (), len(sheets), 9, len(sheets), 9, tuple(sheets))


def option(number):
    return PollOption(id=number, text=Bilingual(str(number), str(number)), abstention=False, none_of_these=False)


def test_outcome_puts_dates_best_first_counts_the_yes_and_tells_ties():
    found = result({1: YES, 2: IF_NEED_BE}, {1: NO, 2: YES}, {2: IF_NEED_BE})
    said = outcomes.outcome(Terms(kind=QuestionKind.DATES), found)
    assert said.dates == (DateTally(2, 1, 2, 0, 0, best=True), DateTally(1, 1, 0, 1, 1))
    assert (dates.best(said.dates), [line.count for line in found.options]) == ((2,), [1, 1])
    assert (said.elected, said.tied) == ((), None)
    level = outcomes.outcome(Terms(kind=QuestionKind.DATES), result({1: YES}, {2: YES}))
    assert dates.best(level.dates) == (1, 2)
    missed = outcomes.outcome(Terms(kind=QuestionKind.DATES, quorum=100), found)
    assert missed.quorum_missed
    assert missed.dates == said.dates


def test_answer_reads_with_its_words():
    said = dates.said(QuestionKind.DATES, "fr")
    assert answers.in_words({1: YES, 2: NO}, {1: "lundi", 2: "mardi"}, said) == "lundi: oui; mardi: non"
    assert answers.in_words({1: 3}, {1: "Lima"}, dates.said(QuestionKind.RATING, "en")) == "Lima: 3"


def test_confidential_result_tells_no_breakdown_that_few_stand_behind():
    terms = Terms(kind=QuestionKind.DATES)
    for number, told in ((9, (None, None)), (12, (12, None)), (20, (10, 5))):
        ballots = [{1: YES}] * (number if number < 20 else 10) + ([{1: IF_NEED_BE}] * 5 + [{1: NO}] * 5) * (
            number == 20
        )
        found = result(*ballots, *([] if number != 12 else [{1: NO}]))
        poll = Poll(secrecy=Secrecy.CONFIDENTIAL, lots=[], kinds=[], **{k: getattr(terms, k) for k in PLAIN})
        _found, said = disclosure.told(poll, found)
        first = said.dates[0]
        assert ((first.yes, first.no), first.best) == (told, True)
