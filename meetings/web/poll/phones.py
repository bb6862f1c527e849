"""Answers the phones of a room, which ask every few seconds what is new, before Flask is troubled.

Nearly always nothing is; when a poll opens, all are shown the same ballot with their own name on it; once it is closed,
all are shown the same. The mark of what is shown is made of what is stored, as the view makes it; what is shown was
made by the view, for somebody else. Only for participants without a role of their own: of others more decides.
"""

import contextlib
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import quote_etag
from werkzeug.wsgi import ClosingIterator

from meetings import i18n
from meetings.core import clock
from meetings.core.bilingual import Language
from meetings.domain.poll import policy, room
from meetings.domain.poll.room import Version
from meetings.extensions import of_room, over_room
from meetings.models.database import apart
from meetings.models.meeting import Meeting
from meetings.turns import AT_ONCE, Failed, Line, Together
from meetings.web import kept, live
from meetings.web.kept import Reader
from meetings.web.poll import own_look, room_shell
from meetings.web.poll.looks import FOR_THE_VIEW, Headers, Heard, Looks, said, with_tag, without_tag
from meetings.web.poll.pace import Pace

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Under this name it is among the extensions of the application.
NAME = "room phones"
#: The header that says in how many seconds to ask again.
EVERY = "Live-Every"
#: So many browsers, with cookies of so many characters, are remembered at most; then it begins anew.
MOST, LONGEST = 8192, 2048
_ROOM = re.compile("/(en|fr)/meetings/([^/]+)/live/polls/")
#: What an answer without content does not say (RFC 9110, 15.4.5), and what is said anew where it has gaps.
_OF_CONTENT, _ANEW = {"Content-Type", "Content-Length", "Content-Encoding"}, {"Content-Length", "Content-Encoding"}


class Browser(NamedTuple):
    """What a browser keeps: the token of its session, and what proves that a form came from us."""

    token: str
    proof: str


class Asked(NamedTuple):
    """For which meeting a phone asks, and whose it is."""

    slug: str
    token: str


class State(NamedTuple):
    """What the database says now: who is asking, what decides what they are shown, and the mark of it."""

    reader: Reader
    version: Version
    tag: str


class Phones:
    """Stands before the application *inner*."""

    def __init__(self, app: Flask, inner: "WSGIApplication") -> None:
        self.app = app
        self.inner = inner
        self.browsers: dict[str, Browser] = {}
        self.looks = Looks()
        #: The headers of “not modified”.
        self.headers: Headers = ()
        self.pace = Pace()
        self.turnouts = own_look.Turnouts()
        self.line = Line(AT_ONCE)
        self.together = Together(self._versions, alike=attrgetter("slug"))
        self.proofs = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token")

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer as the view would; or pass the request on, and learn from the view's answer."""
        found = _ROOM.fullmatch(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] == "GET" else None
        if found is None:
            return self.inner(environ, start_response)
        start = _paced(start_response, self.pace.asked())
        if environ.get("QUERY_STRING"):
            return self.inner(environ, start)
        browser = self._browser(environ.get("HTTP_COOKIE", ""))
        return self._answer(environ, start, browser, i18n.as_language(found[1]), found[2])

    def _answer(
        self, environ: "WSGIEnvironment", start: "StartResponse", browser: Browser, language: Language, slug: str
    ) -> Iterable[bytes]:
        now = clock.now()
        state = self._state(browser, language, slug, now) if browser.token else None
        # Whose browser was last used some time ago is noted by the view.
        if state is None or now - state.reader.seen_at >= timedelta(minutes=live.HELD):
            return self.inner(environ, start)
        if self.headers and environ.get("HTTP_IF_NONE_MATCH") == state.tag:
            start("304 NOT MODIFIED", with_tag(self.headers, state.tag))
            return []
        packing = environ.get("HTTP_ACCEPT_ENCODING", "")
        look, values = self._look(state, browser, language, packing, now)
        shown = self.looks.known(look) if look else FOR_THE_VIEW
        if not self.headers or shown is None:
            with self.looks.being_made(look):
                return self._ask(environ, start, look, state, partial(self._state, browser, language, slug))
        if shown.content is None:
            return self.inner(environ, start)
        headers, body = said(shown, values, packing)
        start("200 OK", with_tag(headers, state.tag))
        return [body]

    def _look(
        self, state: State, browser: Browser, language: Language, packing: str, now: datetime
    ) -> tuple[object, dict[str, str]]:
        """Return what tells apart what is shown, nothing if the view has to say it; and what is the reader's own."""
        if not state.version.open:
            return (language, packing, repr(state.version.common)), {}
        if not browser.proof:
            return None, {}
        found = None
        with contextlib.suppress(SQLAlchemyError), self.line.turn(), over_room(self.app):
            found = own_look.of(state.version, state.reader, language, self.turnouts, now=now)
        if found is None:
            return None, {}
        return found[0], room_shell.values(str(self.proofs.dumps(browser.proof)), found[1])

    def _ask(
        self,
        environ: "WSGIEnvironment",
        start: "StartResponse",
        look: object,
        state: State,
        again: Callable[[datetime], State | None],
    ) -> Iterable[bytes]:
        """Let the view answer, and learn from it what others are to be answered."""
        environ[live.WANTED], heard = True, Heard(start)
        answer = self.inner(environ, heard)
        # Read again: the view has seen this state only if it stood before and stands now.
        now = again(clock.now()) if heard.is_plain(state.tag) else None
        if now is None or now.tag != state.tag:
            return answer
        self.headers = without_tag(heard.without(_OF_CONTENT))
        if look is None or heard.status[:3] != "200":
            return answer
        headers, content = heard.without(_ANEW), environ.get(live.SHELL)
        if environ.get(live.FOR_ALL):
            headers, content = heard.headers, b"".join(answer)
            if isinstance(answer, ClosingIterator):
                answer.close()
        self.looks.keep(look, headers, content)
        return [content] if isinstance(content, bytes) else answer

    def _browser(self, cookie: str) -> Browser:
        """Return what the browser that sends *cookie* keeps of ours."""
        browser = self.browsers.get(cookie)
        if browser is None:
            there = kept.by_browser(self.app, cookie)
            browser = Browser(str(there.get("_user_id", "")), str(there.get("csrf_token", "")))
            if browser.token and len(cookie) <= LONGEST:
                _keep(self.browsers, cookie, browser, MOST)
        return browser

    def _state(self, browser: Browser, language: Language, slug: str, now: datetime) -> State | None:
        """Return what the database says; nothing where only the view can decide."""
        version = None
        with contextlib.suppress(Failed):
            version = self.together.granted(Asked(slug, browser.token))
        reader = kept.of(version.who) if version else None
        if version is None or reader is None or not _may_see(reader, version):
            return None
        tag = live.mark("room", language, reader.person.id, *version.shown, now=now)
        return State(reader, version, quote_etag(tag))

    def _versions(self, first: Asked, all_asked: Callable[[], Sequence[Asked]]) -> Sequence[Version | None]:
        """Return what one meeting shows several who ask for it at once."""
        with of_room(self.app).connect() as connection:
            asked = all_asked()
            found = room.versions(connection, {each.token for each in asked}, first.slug, now=clock.now())
        return [found.get(each.token) for each in asked]


def _may_see(reader: Reader, version: Version) -> bool:
    return policy.can_list(reader.person, apart(Meeting, version.meeting._asdict()))


def _keep(there: dict[Any, Any], name: object, thing: object, most: int) -> None:
    if len(there) >= most:
        there.clear()
    there[name] = thing


def _paced(start_response: "StartResponse", every: float) -> "StartResponse":
    """Let the answer say when to ask again (``static/js/live.js``)."""

    def start(status: str, headers: list[tuple[str, str]], *error: object) -> object:
        return start_response(status, [*headers, (EVERY, f"{every:.2f}")], *error)  # type: ignore[arg-type]

    return start  # type: ignore[return-value]


def register(app: Flask) -> None:
    """Put it before *app*."""
    app.extensions[NAME] = app.wsgi_app = Phones(app, app.wsgi_app)  # type: ignore[method-assign]


def forget(app: Flask) -> None:
    """Forget what several are shown, as is due when the database of *app* becomes another one."""
    phones: Phones = app.extensions[NAME]
    phones.looks.forget()
    phones.turnouts = own_look.Turnouts()
