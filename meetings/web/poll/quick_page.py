"""The page that follows a ballot, made once for a poll and then filled in for each who casts one."""

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from flask import Flask, g, render_template

from meetings import i18n
from meetings.core.bilingual import Language
from meetings.domain.poll import queries
from meetings.domain.poll.actions_casting import Acknowledged
from meetings.domain.poll.waiting import Waiting
from meetings.models.database import apart
from meetings.models.person import Person, Role
from meetings.web import gaps
from meetings.web.gaps import Gapped, gap
from meetings.web.poll.cast_page import CastPage

#: So many pages are kept at most; then it begins anew.
MOST = 256


class Look(NamedTuple):
    """All that makes one page differ from another, but for what is filled in."""

    language: Language
    #: The colour scheme that the reader decided for, if they did.
    theme: str
    #: How the poll and its meeting are called; its id comes first.
    words: tuple[object, ...]
    named: bool
    waiting: tuple[Waiting, ...]


class Filling(NamedTuple):
    """What is filled in: plain texts."""

    viewer: str
    city: str
    csrf: str
    whose: str
    answer: str
    #: The number of the entry, or the receipt.
    proof: str


class Page(NamedTuple):
    """A page with gaps, and the headers of the answer."""

    gapped: Gapped
    headers: Sequence[tuple[str, str]]

    def filled(self, filling: Filling) -> bytes:
        """Return the page with *filling* in its gaps."""
        return self.gapped.filled(filling._asdict())


class Pages:
    """The pages of polls in which people vote just now."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.kept: dict[Look, Page] = {}

    def page(self, look: Look) -> Page:
        """Return the page that looks like *look*, making it if nobody has needed it yet."""
        page = self.kept.get(look)
        if page is None:
            page = self._made(look)
            if len(self.kept) >= MOST:
                self.kept.clear()
            self.kept[look] = page
        return page

    def _made(self, look: Look) -> Page:
        """Make it as the view does, for nobody in particular."""
        number = cast("int", look.words[0])
        headers = [("Cookie", f"theme={look.theme}")] if look.theme else []
        made = self.app.test_request_context(f"/{look.language}/polls/{number}/", method="POST", headers=headers)
        with self.app.app_context(), made:
            g.language, g.csrf_token, g.viewer, g.zone = look.language, gap("csrf"), _NOBODY, gap("zone")
            with i18n.in_language(look.language):
                response = self.app.make_response(render_template("poll/cast.html", page=_page(look, number)))
                city = i18n.of_city(g.zone)
            response = self.app.process_response(response)
            html = response.get_data(as_text=True).replace(city, gap("city"))
        del response.headers["Content-Length"]
        return Page(gaps.split(html), response.headers.to_wsgi_list())


def _page(look: Look, number: int) -> CastPage:
    poll = queries.by_id(number)
    if poll is None:
        raise LookupError(f"there is no poll {number}")
    proof = gap("proof")
    done = Acknowledged(number=cast("Any", proof)) if look.named else Acknowledged(receipt=proof)
    return CastPage(poll, done, gap("whose"), gap("answer") if look.named else "", look.waiting)


#: A participant with a gap for a name.
_NOBODY = apart(Person, {"id": 0, "name": gap("viewer"), "role": Role.PARTICIPANT, "holds_grants": False})
