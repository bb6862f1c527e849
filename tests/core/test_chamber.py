"""The chamber as SVG."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.core import chamber
from meetings.core.chamber import Seat, Wedge

BODY = tuple(
    Wedge(code, tuple(Seat(f"{code}{n}", "a" if n % 2 else "", f"Member {n}") for n in range(size)))
    for code, size in (("AMS", 33), ("WCA", 24), ("EUR", 53), ("MENA", 18), ("ESA", 24), ("AP", 34))
)
seats = st.builds(Seat, st.text(max_size=3), st.sampled_from(sorted(chamber.STATES)), st.text(max_size=8))
wedges = st.builds(Wedge, st.text(max_size=5), st.lists(seats, max_size=25).map(tuple))
bodies = st.lists(wedges, max_size=7).map(tuple)


def draw(groups, **options):
    return chamber.draw(groups, ident="c", title="The chamber", desc="One seat each", **options)


def parsed(svg):
    return ElementTree.fromstring(svg)


def circles(svg, state=""):
    return [circle for circle in parsed(svg).iter("circle") if circle.get("class", "") == state]


def test_draw_gives_each_member_one_seat():
    svg = draw(BODY)
    assert len(circles(svg, "a")) + len(circles(svg)) == 186


def test_draw_names_the_picture_and_its_figure():
    picture = parsed(draw(BODY, big="93", small="of 186"))
    assert picture.get("aria-labelledby") == "c-t c-d"
    assert [picture.find("title").get("id"), picture.find("desc").get("id")] == ["c-t", "c-d"]
    assert [text.text for text in picture.iter("text")][-2:] == ["93", "of 186"]


def test_draw_labels_the_regions_unless_told_not_to():
    words = re.findall(r">([A-Z]+)</text>", draw(BODY))
    assert words == ["AMS", "WCA", "EUR", "MENA", "ESA", "AP"]
    assert "</text>" not in draw(BODY, labels=False)


@pytest.mark.parametrize(
    ("state", "shape"),
    [
        ("a", "circle"),
        ("", "circle"),
        ("v", "circle"),
        ("y", "circle"),
        ("n", "circle"),
        ("b", "path"),
        ("o", "circle"),
    ],
)
def test_draw_has_a_shape_for_each_state(state, shape):
    group = parsed(draw((Wedge("EUR", (Seat("FR", state),)),))).find("g")
    assert [part.tag for part in group] == [shape]


def test_draw_refuses_an_unknown_state():
    with pytest.raises(ValueError, match="no state"):
        draw((Wedge("EUR", (Seat("FR", "yes"),)),))


def test_draw_is_a_vote_when_a_seat_holds_an_answer():
    assert parsed(draw((Wedge("EUR", (Seat("FR", "y"),)),))).get("class") == "hc-chamber vote"
    assert parsed(draw(BODY)).get("class") == "hc-chamber"


def test_draw_rings_the_seat_of_the_reader_alone():
    ring = circles(draw(BODY, me="EUR7"), "me")
    seat = circles(draw(BODY, titles=True), "a")[33 // 2 + 24 // 2 + 3]
    assert seat.find("title").text == "Member 7"
    assert [(circle.get("cx"), circle.get("cy")) for circle in ring] == [(seat.get("cx"), seat.get("cy"))]
    assert 'class="me"' not in draw(BODY)
    assert 'class="me"' not in draw(BODY, me="nobody")


def test_draw_differs_between_readers_by_the_ring_only():
    assert re.sub(r'<circle class="me"[^>]*>\n', "", draw(BODY, me="AP3")) == draw(BODY)


def test_draw_shows_names_only_when_asked():
    assert "Member 7" in draw(BODY, titles=True)
    assert "Member 7" not in draw(BODY)


def test_draw_escapes_all_that_comes_from_outside():
    evil = '"><script>alert(1)</script>&'
    group = (Wedge(evil, (Seat("FR", "a", evil),)),)
    svg = chamber.draw(group, ident=evil, title=evil, desc=evil, big=evil, small=evil, me="FR", titles=True)
    assert "<script" not in svg
    picture = parsed(svg)
    assert picture.find("title").text == evil
    assert picture.find("g/circle/title").text == evil
    assert picture.find("g").get("class") == "r--script-alert-1-script-"


@given(bodies, st.text(max_size=8))
def test_draw_is_well_formed_for_any_body_and_any_words(groups, words):
    svg = chamber.draw(groups, ident="c", title=words, desc=words, big=words, small=words, me="x", titles=True)
    assert parsed(svg).get("role") == "img"


@given(st.lists(st.integers(0, 60), max_size=12))
def test_draw_keeps_seats_and_ring_inside_the_view_box(sizes):
    groups = tuple(Wedge(f"R{k}", tuple(Seat(f"{k}.{n}", "a") for n in range(size))) for k, size in enumerate(sizes))
    svg = draw(groups, me="0.0")
    for circle in parsed(svg).iter("circle"):
        x, y, r = (float(circle.get(name)) for name in ("cx", "cy", "r"))
        assert r <= x <= 400 - r
        assert r <= y <= 196.1 - r


def test_draw_of_a_body_without_members_is_an_arch_without_seats():
    assert circles(draw((), big="0", small="of 0"), "") == []
    assert "EUR" not in draw((Wedge("EUR", ()),))


def test_mini_has_no_words_but_its_name():
    picture = parsed(chamber.mini(BODY, label="93 of 186 & more", me="AP3"))
    assert picture.get("width") == "160"
    assert picture.get("aria-label") == "93 of 186 & more"
    assert not list(picture.iter("text"))
    assert not list(picture.iter("title"))
    assert len(circles(chamber.mini(BODY, label="x", me="AP3"), "me")) == 1
