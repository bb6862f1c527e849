"""Markdown as a flat list of blocks, for files that are not HTML."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from meetings.exports import plain

Kind = Literal["text", "heading", "bullet", "number", "code"]
LINKED = frozenset({"http", "https", "mailto", "tel"})
PARSER = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one manner of writing; "\\n" in it is a line break."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or item of a list.

    *depth* counts the lists and quotations it stands in. Items of one numbered list share *series*, which
    begins with the number *start*.
    """

    kind: Kind
    spans: tuple[Span, ...]
    depth: int = 0
    series: int = 0
    start: int = 1


def blocks(text: str) -> list[Block]:
    """Return the blocks of the Markdown *text*, without the characters that no XML file can hold."""
    return list(_Walk().over(PARSER.parse(plain.fit(text))))


@dataclass(slots=True)
class _List:
    kind: Kind
    series: int
    start: int
    fresh: bool = False


@dataclass(slots=True)
class _Walk:
    """The lists that stand open while the tokens are gone through."""

    lists: list[_List] = field(default_factory=list)
    quotes: int = 0
    heading: bool = False
    series: int = 0

    def over(self, tokens: Sequence[Token]) -> Iterator[Block]:
        """Yield a block for each token that holds text."""
        for token in tokens:
            if token.type == "inline":
                yield self._block(tuple(_spans(token.children or [])))
            elif token.type in ("fence", "code_block"):
                yield Block("code", (Span(token.content.rstrip("\n")),), self._depth)
            else:
                self._note(token)

    @property
    def _depth(self) -> int:
        return len(self.lists) + self.quotes

    def _note(self, token: Token) -> None:
        """Take note of what opens and closes."""
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self.series += 1
                kind: Kind = "bullet" if token.type.startswith("bullet") else "number"
                self.lists.append(_List(kind, self.series, int(token.attrGet("start") or 1)))
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                self.lists[-1].fresh = True
            case "blockquote_open" | "blockquote_close":
                self.quotes += token.nesting
            case "heading_open" | "heading_close":
                self.heading = token.nesting == 1

    def _block(self, spans: tuple[Span, ...]) -> Block:
        inner = self.lists[-1] if self.lists else None
        if inner and inner.fresh:
            inner.fresh = False
            return Block(inner.kind, spans, self._depth, inner.series, inner.start)
        return Block("heading" if self.heading else "text", spans, self._depth)


def _spans(children: Sequence[Token]) -> Iterator[Span]:
    bold = italic = 0
    link = ""
    for token in children:
        if token.type in ("strong_open", "strong_close"):
            bold += token.nesting
        elif token.type in ("em_open", "em_close"):
            italic += token.nesting
        elif token.type in ("link_open", "link_close"):
            link = _target(token)
        elif text := _text(token):
            yield Span(text, bold > 0, italic > 0, link)


def _text(token: Token) -> str:
    if token.type == "softbreak":
        return " "
    return "\n" if token.type == "hardbreak" else token.content


def _target(token: Token) -> str:
    """Return where a link leads, or "" at its end and when it leads nowhere that we send people."""
    target = str(token.attrGet("href") or "")
    try:
        return target if urlsplit(target).scheme in LINKED else ""
    except ValueError:
        return ""
