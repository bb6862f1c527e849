"""Takes the ballots that nothing is unusual about before Flask is troubled: a whole room casts them at once.

Only for participants without a role of their own, on their own behalf, with their first ballot, in time. All else goes
on to the view, with the form as it came: whatever is wrong, doubtful or rare. What decides and what is written is the
same action; the answer is the same page.
"""

import hmac
import re
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl

from flask import Flask
from flask_wtf.csrf import same_origin
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict
from werkzeug.http import parse_cookie
from werkzeug.wsgi import get_host

from meetings import i18n
from meetings.core import clock
from meetings.core.bilingual import Language
from meetings.domain.poll import actions_first, ballot_facts, held, policy, waiting
from meetings.domain.poll.actions_casting import Acknowledged
from meetings.domain.poll.actions_first import First
from meetings.domain.poll.ballot_facts import Facts
from meetings.domain.poll.held import Held
from meetings.domain.poll.offers import Offer
from meetings.domain.poll.waiting import Waiting
from meetings.extensions import over_room, transaction
from meetings.models.poll import Poll, Secrecy
from meetings.turns import Failed, Together
from meetings.web import kept, security, shell
from meetings.web.kept import Reader
from meetings.web.poll import own_ballot
from meetings.web.poll import slip as slips
from meetings.web.poll.keys import keyring
from meetings.web.poll.quick_page import Filling, Look, Pages

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Octets; a ballot of many options is shorter.
LONGEST = 8192
_POLL = re.compile("/(en|fr)/polls/([1-9][0-9]{0,8})/")
#: What a form of ours holds; with anything else in it, it is for the view.
_FORM = re.compile(rb"[!-~]*")
#: What a browser keeps of somebody who is signed in; words that wait for the next page are for the view.
_KEPT = {"_user_id", "_fresh", "_id", "_permanent", "csrf_token"}


class Sent(NamedTuple):
    """A form, the token of the session of the browser that sent it, and the colour scheme."""

    language: Language
    poll: int
    form: MultiDict[str, str]
    token: str
    theme: str


class Taken(NamedTuple):
    """A ballot of *voter* that counts, and which other polls wait for them, if others are open at all."""

    voter: Reader
    held: Held
    done: Acknowledged
    has_others: bool
    others: tuple[Waiting, ...] = ()


class _Unusual(Exception):
    """The view has to decide; nothing has been written."""


class Quick:
    """Stands before the application *inner*."""

    def __init__(self, app: Flask, inner: "WSGIApplication") -> None:
        self.app = app
        self.inner = inner
        self.pages = Pages(app)
        self.together = Together(self._take, alike=attrgetter("poll"))
        self.proofs = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token")

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Take the ballot and say so, or pass the request on as it came."""
        found = _POLL.fullmatch(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] == "POST" else None
        if found is None:
            return self.inner(environ, start_response)
        try:
            # Who sends slowly keeps nobody up.
            sent = self._sent(i18n.as_language(found[1]), int(found[2]), environ)
            status, headers, body = self._answer(sent, self.together.granted(sent), environ)
        except (_Unusual, Failed, LookupError):
            # A ballot that was taken all the same is known by its form: the view says that it counts.
            status, headers, body = "", [], b""
        if not status:
            return self.inner(environ, start_response)
        start_response(status, headers)
        return [body]

    def _take(self, first: Sent, all_sent: Callable[[], Sequence[Sent]]) -> Sequence[Taken | None]:
        """Take ballots of one poll in one transaction; what is nothing in their place is for the view."""
        with self.app.app_context(), over_room(self.app, writing=True):
            with transaction(keep=True):
                poll = held.hold(first.poll)
                taken = _taken(poll, poll.options, all_sent()) if poll and poll.options is not None else [None]
            return _with_others(taken, first.poll)

    def _answer(
        self, sent: Sent, taken: Taken | None, environ: "WSGIEnvironment"
    ) -> tuple[str, list[tuple[str, str]], bytes]:
        if taken is None:
            raise _Unusual
        named = taken.held.poll.secrecy is Secrecy.NAMED
        page = self.pages.page(Look(sent.language, sent.theme, taken.held.words, named, taken.others))
        body, headers = page.filled(_filling(sent, taken)), list(page.headers)
        packed = security.compressed(body, environ.get("HTTP_ACCEPT_ENCODING", ""))
        if packed is not None:
            body = packed
            headers.append(("Content-Encoding", "gzip"))
        return "200 OK", [*headers, ("Content-Length", str(len(body)))], body

    def _sent(self, language: Language, poll: int, environ: "WSGIEnvironment") -> Sent:
        """Return what was sent, if it is a form of ours from a browser that is signed in; raises ``_Unusual``."""
        cookies = environ.get("HTTP_COOKIE", "")
        kept_there, form = kept.by_browser(self.app, cookies), _form(environ)
        signed_in = kept_there.get("_user_id") and kept_there.get("csrf_token") and kept_there.keys() <= _KEPT
        if environ.get("QUERY_STRING") or not signed_in or not self._is_ours(form, kept_there, environ):
            raise _Unusual
        return Sent(language, poll, form, str(kept_there["_user_id"]), shell.chosen(parse_cookie(cookies)))

    def _is_ours(self, form: MultiDict[str, str], there: dict[str, Any], environ: "WSGIEnvironment") -> bool:
        """Say whether the *form* comes from a page that we gave this browser, as Flask-WTF does (ASVS 5.0, 3.5.1)."""
        try:
            proof = self.proofs.loads(form.get("csrf_token", ""))
        except BadData:
            return False
        if not isinstance(proof, str) or not hmac.compare_digest(there["csrf_token"], proof):
            return False
        secure = environ["wsgi.url_scheme"] == "https"
        return not secure or same_origin(environ.get("HTTP_REFERER", ""), f"https://{get_host(environ)}/")


def _form(environ: "WSGIEnvironment") -> MultiDict[str, str]:
    """Return the form of a request, which can be read once more; raises ``_Unusual``."""
    length = environ.get("CONTENT_LENGTH") or ""
    plain = environ.get("CONTENT_TYPE") == "application/x-www-form-urlencoded" and length.isdecimal()
    if not plain or int(length) > LONGEST or "HTTP_TRANSFER_ENCODING" in environ:
        raise _Unusual
    body = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    if len(body) != int(length) or not _FORM.fullmatch(body):
        raise _Unusual
    try:
        return MultiDict(parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError as error:
        raise _Unusual from error


def _taken(poll: Held, options: Sequence[Offer], all_sent: Sequence[Sent]) -> list[Taken | None]:
    """Take ballots of the *poll* that is held; what is nothing in their place is for the view."""
    browsers = ballot_facts.of_browsers(poll.poll, {sent.token for sent in all_sent}, now=clock.now())
    # Whoever pressed twice gets the second answer from the view.
    first = dict[int, tuple[Sent, Reader, First]]()
    for sent in all_sent:
        browser = browsers.get(sent.token)
        voter = kept.of(browser.who) if browser else None
        ballot = _ballot(poll.poll, options, sent, voter, browser.facts) if browser and voter else None
        if voter and ballot:
            first.setdefault(ballot.by.id, (sent, voter, ballot))
    given = [ballot for _sent, _voter, ballot in first.values()]
    done = actions_first.cast(poll.poll, options, given, clock=clock.now, keys=keyring())
    taken = {
        id(sent): Taken(voter, poll, done[person], has_others=browsers[sent.token].others)
        for person, (sent, voter, _ballot) in first.items()
        if person in done
    }
    return [taken.get(id(sent)) for sent in all_sent]


def _ballot(poll: Poll, options: Sequence[Offer], sent: Sent, voter: Reader, facts: Facts) -> First | None:
    """Return the ballot that was *sent*, if it can be read and *voter* may see the poll."""
    slip = slips.posted(poll, options, sent.form)
    usable = not slip.unusable and slip.form == sent.form.get("form") and policy.can_vote(voter.person, poll)
    return First(voter.person, slip.given(), slip.form, facts) if usable else None


def _with_others(taken: Sequence[Taken | None], poll: int) -> list[Taken | None]:
    """Return *taken* with the other polls that wait for each voter; nobody waits for *poll* meanwhile."""
    people = [each.voter.person for each in taken if each and each.has_others]
    found = waiting.others(poll, people, now=clock.now()) if people else {}
    return [each and each._replace(others=tuple(found.get(each.voter.person.id, ()))) for each in taken]


def _filling(sent: Sent, taken: Taken) -> Filling:
    """Return what the page says of this voter and this ballot."""
    voter, done = taken.voter, taken.done
    with i18n.in_language(sent.language):
        answer = own_ballot.in_a_sentence(taken.held.poll, done.choice, taken.held.options or ()) if done.choice else ""
        city, whose = i18n.of_city(voter.zone), i18n.words(done.whose)
    proof = str(done.number) if done.number else done.receipt
    return Filling(voter.person.name, city, sent.form["csrf_token"], whose, answer, proof)


def register(app: Flask) -> None:
    """Put it before *app*."""
    app.wsgi_app = Quick(app, app.wsgi_app)  # type: ignore[method-assign]
