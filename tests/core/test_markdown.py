"""Markdown: what is shown, and what never gets through."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.core import markdown

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](/en/sign-out)",
    "[x][r]\n\n[r]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    '![x](https://e.example/a.png "onerror=alert(1)")',
    '[x](https://e.example" onmouseover="alert(1))',
    "[x](https://e.example 'a\" onclick=\"alert(1)')",
    "`</code><script>alert(1)</script>`",
    "```x onclick=alert(1)\n</pre><script>alert(1)</script>\n```",
    "| <img src=x onerror=alert(1)> |\n|---|\n| <style>*{}</style> |",
    "**<b onclick=alert(1)>*",
    "<div><p onclick=alert(1)><<script>alert(1)//<</script>",
    "{{7*7}} {0.__class__} </title><script>alert(1)</script>",
    "\\href{javascript:alert(1)}{x}",
    "[a](<javascript:alert(1)>)",
    "[![x](https://e.example/a.png)](javascript:alert(1))",
]


class Reader(HTMLParser):
    """What a browser would see: the tags and their attributes."""

    def __init__(self, html):
        super().__init__()
        self.seen = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def assert_harmless(html):
    for tag, attributes in Reader(html).seen:
        assert tag in markdown.TAGS
        assert set(attributes) <= {"href", "rel", "start"}
        assert re.match(r"(https?://|mailto:)", attributes.get("href", "https://"), re.IGNORECASE)


@pytest.mark.parametrize("source", ATTACKS)
def test_render_lets_no_attack_through(source):
    assert_harmless(markdown.render(source))


@given(st.lists(st.sampled_from([*ATTACKS, "\n", "> ", "- ", "*", "`", "[", "](", ")", "<", "|"]), max_size=8))
def test_render_lets_no_mixture_through(pieces):
    assert_harmless(markdown.render("".join(pieces)))


@given(st.text())
def test_render_takes_any_text(source):
    assert_harmless(markdown.render(source))
    markdown.plain(source)


@pytest.mark.parametrize("source", ["a\x00b", "a\ud800b"])
def test_render_shows_a_mark_for_what_is_no_text(source):
    assert_harmless(markdown.render(source))


def test_render_knows_what_a_record_needs():
    html = markdown.render("**Decision**: *adopted*\nnext line\n\n- one\n- two\n\n3. three\n\n> quoted\n\n`x`")
    for part in (
        "<strong>Decision</strong>",
        "<em>adopted</em><br>",
        "<li>two</li>",
        '<ol start="3">',
        "<code>x</code>",
    ):
        assert part in html


def test_render_draws_tables_without_styles():
    html = markdown.render("| a | b |\n|:--|--:|\n| 1 | 2 |")
    assert "<th>a</th>" in html
    assert "style" not in html


@pytest.mark.parametrize("url", ["https://example.org/a?b=1", "http://example.org", "mailto:pcn@example.org"])
def test_render_links_to_the_web_and_to_mail(url):
    assert f'<a href="{url}" rel="noopener">here</a>' in markdown.render(f"[here]({url})")


def test_render_makes_no_links_of_bare_addresses():
    assert "<a" not in markdown.render("see https://example.org")


def test_render_shows_no_pictures_of_others():
    assert "<img" not in markdown.render("![x](https://example.org/pixel.png)")


@pytest.mark.parametrize(
    ("source", "tags"),
    [
        ("# A\n## B\n### C\n# D", ["h3", "h4", "h4", "h3"]),
        ("### A\n#### B", ["h3", "h4"]),
        ("A\n===\nB\n---", ["h3", "h4"]),
    ],
)
def test_render_lowers_headings_without_gaps(source, tags):
    assert re.findall(r"<(h\d)>", markdown.render(source)) == tags


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("# Title\n\nSome **bold** and `code`.\nNext", "Title\n\nSome bold and code.\nNext"),
        ("- a\n- b\n  1. c\n  2. d\n- e\n\nend", "- a\n- b\n  1. c\n  2. d\n- e\n\nend"),
        ("[the agenda](https://x.example/a)", "the agenda (https://x.example/a)"),
        ("<https://x.example> <a@x.example>", "https://x.example a@x.example"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a\tb\n1\t2"),
        ("> quoted\n\n```\nx = 1\n```", "quoted\n\nx = 1"),
        ("R&D &amp; <b>", "R&D & <b>"),
        ("", ""),
    ],
)
def test_plain_keeps_the_words(source, text):
    assert markdown.plain(source) == text


@pytest.mark.parametrize("piece", ["[", "![", "[a](", "*a_ ", "> ", "- ", "`", "<", "|", "&", "\\", "a|\n-|\n", "***"])
def test_render_takes_no_long_time_on_hostile_text(piece):
    start = time.process_time()
    markdown.render(piece * (5_000 // len(piece)))
    assert time.process_time() - start < 1
