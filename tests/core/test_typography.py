"""French spacing, ordinals and sizes."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.core import typography


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("Bonjour! Ça va?", "Bonjour~! Ça va~?"),
        ("Bonjour ! Ça va ?", "Bonjour~! Ça va~?"),
        ("Ordre du jour: points 1 ; 2", "Ordre du jour~: points 1~; 2"),
        ("« Oui », « Non »", "«~Oui~», «~Non~»"),
        ("«Oui»: 61% puis 100 %.", "«~Oui~»~: 61~% puis 100~%."),
        ("Quoi?! Vraiment ?!", "Quoi~?! Vraiment~?!"),
        ("**Attention:** (vraiment?)", "**Attention~:** (vraiment~?)"),
        ("espace fine\u202f: ici", "espace fine~: ici"),
        ("titre:\nsuite", "titre~:\nsuite"),
        ("[lien](/x?y=1;z)!", "[lien](/x?y=1;z)~!"),
    ],
)
def test_french_sets_no_break_spaces(typed, set_):
    assert typography.french(typed) == set_.replace("~", "\u00a0")


@pytest.mark.parametrize(
    "text",
    [
        "de 14:00 à 16:00",
        "https://example.org/a?b=1;c=%20&d=e:f",
        "mailto:pcn@example.org?subject=Oui",
        "`a: b; c? d!`",
        "```\nsi x: oui; non?\n```",
        "~~~\na: b;\n",
        "| a | b |\n|:--|--:|\n| 1 | 2 |",
        "A &amp; B &#233; C",
        "![image](x.png)",
        "(?) et (!)",
        "un sourire :) ou ;)",
        "NCP8/D1:3, C:\\temp, ISO:9001",
        "a != b",
        "",
    ],
)
def test_french_leaves_code_addresses_and_times_alone(text):
    assert typography.french(text) == text


@given(st.text(st.sampled_from("ab1 :;!?»«%`*[]()\n~|-&/\u00a0\u202f"), max_size=30))
def test_french_twice_is_french_once(text):
    once = typography.french(text)
    assert typography.french(once) == once


@given(st.text(st.sampled_from("ab1 :;!?»«%`*[]()\n"), max_size=30))
def test_french_changes_nothing_but_spaces(text):
    assert typography.french(text).replace("\u00a0", "").replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("piece", ["`", "« ", "a :", " ", "|:-", "a", "`~", "\n```", "www."])
def test_french_takes_no_time_on_hostile_text(piece):
    start = time.process_time()
    typography.french(piece * (20_000 // len(piece)))
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("8e réunion plénière", "8<sup>e</sup> réunion plénière"),
        ("le 1er août, la 1re fois", "le 1<sup>er</sup> août, la 1<sup>re</sup> fois"),
        ("NCP0701E1a et 2026", "NCP0701E1a et 2026"),
        ("<b>8e</b>", "&lt;b&gt;8<sup>e</sup>&lt;/b&gt;"),
    ],
)
def test_ordinals_raises_the_ending_and_escapes_the_rest(text, html):
    assert typography.ordinals(text) == html


@pytest.mark.parametrize(
    ("size", "english", "french"),
    [
        (0, "0~B", "0~o"),
        (512, "512~B", "512~o"),
        (340_000, "340~kB", "340~ko"),
        (999_600, "1.0~MB", "1,0~Mo"),
        (2_000_000, "2.0~MB", "2,0~Mo"),
        (3_400_000_000, "3.4~GB", "3,4~Go"),
    ],
)
def test_file_size_speaks_both_languages(size, english, french):
    written = (typography.file_size(size, "en"), typography.file_size(size, "fr"))
    assert written == (english.replace("~", "\u00a0"), french.replace("~", "\u00a0"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Bruxelles", "de Bruxelles"),
        ("Alger", "d’Alger"),
        ("Érevan", "d’Érevan"),
        ("Helsinki", "d’Helsinki"),
        ("Hong Kong", "de Hong Kong"),
        ("Le Caire", "du Caire"),
        ("La Havane", "de La Havane"),
    ],
)
def test_of_elides_and_contracts_before_a_name(name, said):
    assert typography.of(name) == said
