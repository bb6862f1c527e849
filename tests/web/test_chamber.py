"""The chamber on pages: its figures, its key, its table."""

import re
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel
from jinja2 import StrictUndefined

from meetings.core.chamber import Seat
from meetings.web import chamber as pages
from meetings.web.chamber import Region, Row
from meetings.web.chamber_words import Key

TEMPLATES = Path(__file__).parents[2] / "templates"
FIGURE = '{% from "components/chamber.html" import chamber_figure %}{{ chamber_figure(chamber, table) }}'


@pytest.fixture(autouse=True)
def speaking():
    """An application that speaks the language of the source and knows the templates."""
    app = Flask("words", template_folder=str(TEMPLATES))
    app.jinja_env.undefined = StrictUndefined
    Babel(app)
    with app.test_request_context():
        yield


def body(first, second):
    """Two regions with one seat for each letter; a hyphen is the empty state."""
    return [
        Region(code, name, tuple(Seat(f"{code}{n}", state.strip("-"), f"{name} {n}") for n, state in enumerate(states)))
        for code, name, states in (("WCA", "West & Central", first), ("EUR", "Europe", second))
    ]


def test_chamber_counts_registrations_of_all_members():
    chamber = pages.chamber(body("aa-v", "a--v"), mode="registered")
    assert chamber.rows == (
        Row("WCA", "West & Central", 2, 4, 50, "2 of 4"),
        Row("EUR", "Europe", 1, 4, 25, "1 of 4"),
    )
    assert (chamber.total, chamber.of, chamber.percent) == (3, 8, 38)
    assert [key.words for key in chamber.key] == ["3 registered", "3 not yet", "2 without an NCP"]
    assert "The chamber: 3 of 8 administrations registered" in chamber.svg
    assert ">of 8</text>" in chamber.svg


def test_chamber_counts_registrations_of_those_with_an_ncp():
    chamber = pages.chamber(body("aa-v", "a--v"), mode="registered", named_only=True)
    assert (chamber.total, chamber.of) == (3, 6)
    assert "of those with an NCP" in chamber.caption


def test_chamber_counts_votes_of_those_entitled():
    chamber = pages.chamber(body("a--v", "--vv"), mode="voted")
    assert (chamber.total, chamber.of, chamber.percent) == (1, 5, 20)
    assert "1 of 5 administrations has voted" in chamber.svg


def test_chamber_of_a_vote_that_is_over_waits_for_nobody():
    over = pages.chamber(body("a--v", "--vv"), mode="vote_over", titles=True)
    assert (over.total, over.of) == (1, 5)
    assert [each.words for each in over.key] == ["1 has voted", "4 did not vote", "3 not entitled"]
    assert "not yet" not in over.svg


def test_chamber_of_a_named_vote_tells_the_answers():
    chamber = pages.chamber(body("yynb", "yoxx"), mode="named_vote")
    assert (chamber.total, chamber.of) == (5, 6)
    assert chamber.key == (
        Key("yes", "3 yes"),
        Key("no", "1 no"),
        Key("abstention", "1 abstention"),
        Key("outline", "1 not cast"),
        Key("dot", "2 not entitled"),
    )
    assert "have voted, 3 yes, 1 no, 1 abstention</title>" in chamber.svg
    assert 'class="hc-chamber vote"' in chamber.svg


@pytest.mark.parametrize(
    ("mode", "words"), [("took_part", "2 of 8 administrations took part"), ("register", "have named an NCP")]
)
def test_chamber_says_its_finding(mode, words):
    assert words in pages.chamber(body("a-vv", "a-vv"), mode=mode).svg


def test_chamber_before_registration_is_hollow():
    chamber = pages.chamber(body("aa-v", "a--v"), mode="hollow")
    assert 'class="a"' not in chamber.svg
    assert 'class="big"' not in chamber.svg
    assert (chamber.key, chamber.rows) == ((), ())


def test_chamber_without_anybody_still_shows_a_figure():
    chamber = pages.chamber([], mode="registered")
    assert (chamber.total, chamber.of, chamber.percent) == (0, 0, 0)
    assert ">of 0</text>" in chamber.svg


def test_chamber_shows_the_seat_of_the_reader():
    chamber = pages.chamber(body("aa-v", "a--v"), mode="registered", me="EUR1", mine="Kenya")
    assert chamber.svg.count('class="me"') == 1
    assert chamber.key[-1] == Key("you", "your seat, Kenya")


def test_chamber_keeps_quiet_about_a_seat_that_is_not_there():
    chamber = pages.chamber(body("aa-v", "a--v"), mode="registered", me="XX", mine="Observer")
    assert "you" not in [key.shape for key in chamber.key]


def test_chamber_names_seats_only_when_asked():
    assert "West &amp; Central 0 – registered" in pages.chamber(body("a", "v"), mode="registered", titles=True).svg
    assert "West &amp; Central 0" not in pages.chamber(body("a", "v"), mode="registered").svg


def test_small_chamber_is_named_by_its_finding():
    svg = pages.small_chamber(body("aa-v", "a--v"), mode="took_part")
    assert 'aria-label="The chamber: 3 of 8 administrations took part"' in svg


@pytest.mark.parametrize(("count", "total", "share"), [(1, 3, 33), (2, 3, 67), (1, 200, 1), (0, 0, 0), (5, 5, 100)])
def test_percent_rounds_halves_up(count, total, share):
    assert pages.percent(count, total) == share


def test_figure_folds_the_table_under_the_picture():
    html = render_template_string(
        FIGURE, chamber=pages.chamber(body("yynb", "yoxx"), mode="named_vote"), table="folded"
    )
    assert html.index('<svg class="hc-chamber') < html.index('<ul class="hc-key">') < html.index("<details>")
    assert html.count('<li class="vote">') == 3
    assert '<rect width="100" height="10"/>' in html
    assert "West &amp; Central" in html
    assert "Total, 83%" in html
    assert not re.search(r"\sstyle=", html)


@pytest.mark.parametrize(("table", "folded", "rows"), [("open", 0, 2), ("none", 0, 0), ("folded", 1, 2)])
def test_figure_shows_the_table_as_told(table, folded, rows):
    html = render_template_string(FIGURE, chamber=pages.chamber(body("a", "-"), mode="registered"), table=table)
    assert (html.count("<details>"), html.count('<tr class="r-')) == (folded, rows)


def test_figure_takes_a_note():
    source = FIGURE.replace(
        "{{ chamber_figure(chamber, table) }}", "{% call chamber_figure(chamber) %}At 15:26{% endcall %}"
    )
    html = render_template_string(source, chamber=pages.chamber(body("a", "-"), mode="voted"))
    assert html.index("At 15:26") < html.index("<details>")
