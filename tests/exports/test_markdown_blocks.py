"""Markdown as blocks: paragraphs, lists, links and nothing that harms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.exports.markdown_blocks import Block, Span, blocks


def test_blocks_know_bold_italic_and_breaks() -> None:
    (block,) = blocks("One **two *three*** four\nfive  \nsix")
    assert block.kind == "text"
    assert block.spans == (
        Span("One "),
        Span("two ", bold=True),
        Span("three", bold=True, italic=True),
        Span(" four"),
        Span(" "),
        Span("five"),
        Span("\n"),
        Span("six"),
    )


def test_blocks_know_nested_lists_and_where_numbers_begin() -> None:
    found = blocks("- a\n  - b\n\n    more b\n- c\n\n3. d\n4. e")
    assert [(each.kind, each.depth, each.spans[0].text) for each in found] == [
        ("bullet", 1, "a"),
        ("bullet", 2, "b"),
        ("text", 2, "more b"),
        ("bullet", 1, "c"),
        ("number", 1, "d"),
        ("number", 1, "e"),
    ]
    assert found[4].start == 3
    assert found[4].series == found[5].series != found[0].series


def test_blocks_know_headings_quotes_and_code() -> None:
    found = blocks("# Title\n\n> said\n\n    a < b\n")
    assert [(each.kind, each.depth) for each in found] == [("heading", 0), ("text", 1), ("code", 0)]


@pytest.mark.parametrize("target", ["https://example.org/a", "http://example.org", "mailto:a@b.example"])
def test_blocks_keep_links_that_lead_somewhere(target: str) -> None:
    assert blocks(f"[here]({target})")[0].spans == (Span("here", link=target),)


@pytest.mark.parametrize("target", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "/etc", "file:///x"])
def test_blocks_drop_links_that_lead_elsewhere(target: str) -> None:
    assert all(not span.link for span in blocks(f"[here]({target})")[0].spans)


def test_blocks_show_html_as_text() -> None:
    assert "".join(span.text for span in blocks("a <b onclick=x>b</b>")[0].spans) == "a <b onclick=x>b</b>"


@given(st.text(alphabet="-*_#>`[]()!1. \n\tab\0\ud800<", max_size=200))
def test_blocks_take_any_text(text: str) -> None:
    for block in blocks(text):
        assert isinstance(block, Block)
        assert all("\0" not in span.text and "\ud800" not in span.text for span in block.spans)
