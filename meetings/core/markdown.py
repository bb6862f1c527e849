"""Markdown as people write it: to safe HTML, and to plain text for mails and search."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

TAGS = frozenset(
    "p br hr h3 h4 ul ol li blockquote pre code em strong a table thead tbody tr th td".split()  # noqa: SIM905
)
_SCHEMES = frozenset({"http", "https", "mailto"})
_LINK = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable("image")
    parser.validateLink = _is_web_or_mail  # type: ignore[method-assign]
    return parser


def _is_web_or_mail(url: str) -> bool:
    return _LINK.match(url) is not None


_PARSER = _parser()
_CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
    url_schemes=_SCHEMES,
    url_relative="deny",
    link_rel="noopener",
)


@lru_cache(maxsize=256)
def render(source: str) -> Markup:
    """*source* as HTML that is safe to show: text, lists, tables, and links to the web and to mail only.

    Its highest heading becomes an h3, all others h4, so that they stand under the headings of a page.
    """
    tokens = _parse(source)
    _lower_headings(tokens)
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return Markup(_CLEANER.clean(html))  # noqa: S704 - cleaned in this line


def plain(source: str) -> str:
    """The text of *source* without marks; a link keeps its address in brackets."""
    text = "".join(_words(_parse(source)))
    return re.sub(r"\n{3,}", "\n\n", text.replace("\t\n", "\n")).strip()


def escaped(text: str) -> str:
    """Return *text* that somebody typed as plain text so that Markdown shows it as it is, on one paragraph."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))


def _parse(source: str) -> list[Token]:
    """The tokens of *source*; what is no Unicode text is shown as a question mark."""
    return _PARSER.parse(source.encode("utf-8", "replace").decode())


def _lower_headings(tokens: list[Token]) -> None:
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((token.tag for token in headings), default="h1")
    for token in headings:
        token.tag = "h3" if token.tag == highest else "h4"


def _words(tokens: Iterable[Token]) -> Iterator[str]:
    numbers: list[int | None] = []
    for token in tokens:
        if token.type == "ordered_list_open":
            numbers.append(int(token.attrs.get("start", 1)))
        elif token.type == "bullet_list_open":
            numbers.append(None)
        elif token.type == "list_item_open":
            yield _bullet(numbers)
        elif token.type == "inline":
            yield "".join(_inline(token.children or ()))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            numbers.pop()
            yield "" if numbers else "\n"
        else:
            yield _block(token)


def _bullet(numbers: list[int | None]) -> str:
    """The mark of the next item; the last of *numbers* counts on."""
    indent, number = "  " * (len(numbers) - 1), numbers[-1]
    if number is None:
        return indent + "- "
    numbers[-1] = number + 1
    return f"{indent}{number}. "


def _block(token: Token) -> str:
    """What a block token adds between the words."""
    if token.type in ("fence", "code_block"):
        return token.content + "\n"
    if token.type in ("th_close", "td_close"):
        return "\t"
    if token.type in ("paragraph_close", "heading_close"):
        return "\n" if token.hidden else "\n\n"
    return "\n" if token.type in ("tr_close", "table_close", "blockquote_close") else ""


def _inline(tokens: Iterable[Token]) -> Iterator[str]:
    address, words = "", ""
    for token in tokens:
        if token.type == "link_open":
            address, words = str(token.attrs.get("href", "")), ""
        elif token.type == "link_close":
            yield "" if words == address.removeprefix("mailto:") else f" ({address.removeprefix('mailto:')})"
        else:
            word = "\n" if token.type in ("softbreak", "hardbreak") else token.content
            words += word
            yield word
