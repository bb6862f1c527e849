"""What nobody should type, in every field of every form and in every address: a clear answer, never a fault."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle
from urllib.parse import urlencode, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from meetings.domain.access import rules as ways_in
from meetings.extensions import db
from meetings.models.base import Base
from meetings.web import limits
from tests.conftest import SECRET, Browser
from tests.crawl import SITE, Field, Html, HtmlForm, crawl
from tests.house import House
from tests.house_waiting import furnish
from tests.make import Make
from tests.web.elsewhere import ELSEWHERE

#: On a busy machine a thousand requests take their time.
pytestmark = pytest.mark.timeout(600)

#: Shown again as typed, if the form is refused.
SHOWN = (
    b"-1",
    b"9223372036854775808",
    b"1e9",
    b"NaN",
    "１２３".encode(),
    b"0000-00-00",
    b"2027-02-30",
    b"2027-03-28T02:30",
    b"9999-12-31T23:59",
    b"Mars/Olympus_Mons",
    b"{{7*191}} %(x)s {0.__class__}",
    b"' OR 1=1 --",
    b"<script>alert(1)</script>",
    b"a" * 100_000,
)
#: Cannot be shown again as they are.
UNSHOWN = (
    b"a\x00b",
    b"\x01\x02\x1b[31m",
    b"\xed\xa0\x80",
    b"\xff\xfe",
    "gpj.\u202eexe".encode(),
    b"\r\nBcc: a@example.org\r\n",
    " \u200b\u2060 ".encode(),
    b"   ",
    b"",
)
UNKNOWN = [("role", b"administrator"), ("id", b"1"), ("sessions-999999999999-starts", b"x"), ("a[b]", b"\x00")]
TYPED = {"text", "textarea", "email", "url", "date", "datetime-local", "search", "number", "tel"}
#: Their last word empties or ends something, so that they come after the others.
LAST = (
    "close",
    "discard",
    "remove",
    "strike",
    "withdraw",
    "cancel",
    "take_back",
    "renew",
    "sign_out",
    "end_others",
    "erase",
    "drop",
    "undo",
)
#: A refusal that is counted, so that codes cannot be guessed.
COUNTS = {"access.code"}


@dataclass(frozen=True)
class Target:
    """One form of the house, and who may send it."""

    endpoint: str
    path: str
    form: HtmlForm
    browser: Browser


#: Counts the rows of all tables.
COUNT = sa.text("SELECT " + " + ".join(f"(SELECT count(*) FROM {each.name})" for each in Base.metadata.sorted_tables))


def rows() -> int:
    """Return how many rows there are in all tables."""
    with db.engine.connect() as connection:
        return int(connection.scalar(COUNT) or 0)


def endpoint(app: Flask, path: str, method: str) -> str:
    """Return the endpoint behind *path*."""
    with app.test_request_context():
        return str(app.url_map.bind("localhost").match(path, method)[0])


def body(fields: list[tuple[str, bytes]], *, multipart: bool) -> tuple[bytes, str]:
    """Return *fields* as a browser sends them, octet by octet, with the type of the whole."""
    if not multipart:
        return urlencode(fields).encode(), "application/x-www-form-urlencoded"
    parts = [b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (n.encode(), v) for n, v in fields]
    return b"".join(parts) + b"--x--\r\n", "multipart/form-data; boundary=x"


def typed(form: HtmlForm) -> list[Field]:
    return [each for each in form.fields if each.kind in TYPED]


def chosen(form: HtmlForm) -> list[Field]:
    return [each for each in form.fields if each.kind in {"select", "radio", "checkbox", "hidden"} and each.name]


def one_of_each(names: Iterable[str]) -> list[str]:
    """Return *names* without those that differ from an earlier one in their numbers alone, such as rows of options."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(re.sub("[0-9]+", "0", name), name)
    return list(found.values())


#: Each form takes the next of these; every field takes its turn.
SHOWN_IN_TURN = cycle(SHOWN)
WRONG_IN_TURN = cycle((b"9223372036854775808", b"-1", b"\xed\xa0\x80", b"a\x00b", b"nothing", b"x" * 10_000))


def attacks(form: HtmlForm) -> Iterator[tuple[list[tuple[str, bytes]], str, bytes]]:
    """Yield what to send, the field whose value should be kept, and that value."""
    good = [(name, value.encode()) for name, value in form.filled() if name != "csrf_token"]
    texts = [each.name for each in typed(form)]
    for value in [next(SHOWN_IN_TURN) for _ in range(4)] + list(UNSHOWN) if texts else []:
        yield [(name, value if name in texts else old) for name, old in good], texts[0], value
    for name in one_of_each(texts):
        value = next(SHOWN_IN_TURN)
        yield [(other, value if other == name else old) for other, old in good], name, value
    names = {each.name for each in chosen(form)} - {"csrf_token"}
    for _ in range(4 if names else 0):
        yield [(name, next(WRONG_IN_TURN) if name in names else old) for name, old in good], "", b""
    for name in one_of_each(sorted(names)):
        wrong = (name, next(WRONG_IN_TURN))
        yield [pair for pair in good if pair[0] != name] + [wrong, wrong], "", b""
    for name in one_of_each(dict.fromkeys(name for name, _ in good)):
        yield [pair for pair in good if pair[0] != name], "", b""
    yield [(f"{name}-{name}", value) for name, value in good], "", b""
    yield [], "", b""
    yield [*good, *UNKNOWN], "", b""


def answered(target: Target, fields: list[tuple[str, bytes]], name: str, value: bytes) -> Iterator[str]:
    """Send *fields* and yield what is wrong with the answer."""
    data, kind = body(fields, multipart=target.form.multipart)
    before = rows()
    answer = target.browser.post(target.path, data=data, content_type=kind)
    status, page = answer.status_code, answer.get_data(as_text=True)
    if status not in {200, 303, 400, 404, 409, 413, 422}:
        yield f"{status}"
    if status in {400, 409, 422} and target.endpoint not in COUNTS and rows() != before:
        yield f"{status}, but something was written"
    if status == 422:
        # Hundreds of time zones in each list say nothing here.
        html = Html(SITE + target.path, re.sub("<option[^<]*</option>", "", page))
        if not any(each.attributes.get("role") == "alert" and each.words.strip() for each in html.elements):
            yield "422 without a sentence"
        if "<title>Error: " not in page and "already" not in page:
            yield "422, but the title does not say so"
        if name and value in SHOWN and not _kept(html, name, value.decode()):
            yield f"{name}: not kept"
    if status == 400 and "<h1>" not in page:
        yield "400 without a sentence"


def _kept(page: Html, name: str, value: str) -> bool:
    shown = [each.value for form in page.forms for each in form.fields if each.name == name]
    return not shown or any(each.strip().casefold() == value.strip().casefold() for each in shown)


#: The house in two parts, so that two can look through it at once: where to begin, and what is left out.
MEETINGS = ("/en/meetings/", "/en/series/", "/en/polls/", "/en/decisions/", "/en/actions/")
PARTS = {"meetings": (MEETINGS, ()), "others": (("/en/", "/en/sign-in/code/"), MEETINGS)}


def within(part: str, path: str) -> bool:
    """Say whether *path* belongs to *part* of the house."""
    return path.startswith(MEETINGS) == (part == "meetings")


def targets(app: Flask, part: str, browsers: list[Browser], told: tuple[str, ...] = ()) -> list[Target]:
    """Return one form of each kind in *part*, found on its pages and those *told* by mail; endings come last."""
    found: dict[tuple[str, str], Target] = {}
    starts, without = PARTS[part]
    for number, browser in enumerate(browsers):
        # The first one sees most; for the others a few pages of each kind are enough.
        visits = crawl(browser, *starts, *told, each=2 if number else 6, without=without, files=False)
        for visit in visits.values():
            for form in visit.html.forms if visit.html and visit.status == 200 else ():
                path = urlsplit(form.action).path
                if form.method == "post" and within(part, path):
                    there = endpoint(app, path, "POST")
                    names = ",".join(sorted({each.name.rpartition("-")[2] for each in form.fields}))
                    found.setdefault((there, names), Target(there, path, form, browser))
    return sorted(found.values(), key=lambda each: (each.endpoint.rpartition(".")[2].startswith(LAST), each.path))


@pytest.fixture
def house(make: Make, app: Flask, monkeypatch: pytest.MonkeyPatch) -> House:
    # A fault is to be an answer here, so that all of them are listed.
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    return House(make)


def signed_in(app: Flask, house: House, *roles: str) -> list[Browser]:
    """Return a browser for each of *roles*."""
    browsers = []
    for role in roles:
        browser = app.test_client()
        assert isinstance(browser, Browser)
        person = house.roles()[role]
        browsers.append(browser.sign_in(person) if person else browser)
    return browsers


@pytest.mark.parametrize("part", PARTS)
def test_bad_input_in_every_form_is_refused_in_words(app: Flask, house: House, client: Browser, part: str) -> None:
    told = furnish(house)
    browsers = signed_in(app, house, "secretariat", "ncp", "stranger")
    forms = targets(app, part, browsers, told if part == "others" else ())
    wrong: list[str] = []
    for target in forms:
        for fields, name, value in attacks(target.form):
            limits.forget(app)  # nobody types so fast
            for problem in answered(target, fields, name, value):
                wrong.append(f"{target.endpoint} {name}={value[:40]!r}: {problem}")
    assert not wrong, f"{len(wrong)} of {len(forms)} forms\n" + "\n".join(wrong[:60])
    rules = [rule for rule in app.url_map.iter_rules() if within(part, _path(rule, "x"))]
    posted = {rule.endpoint for rule in rules if "POST" in (rule.methods or ())}
    assert sorted(posted - {target.endpoint for target in forms} - ELSEWHERE) == []


#: Names that addresses use, and names that a framework could take for its own.
QUERY = ("page", "words", "region", "state", "year", "series", "all", "show", "item", "preset", "languages", "next")
QUERY += ("meeting", "session", "place", "mine", "overdue", "lang", "endpoint", "filename", "slug", "self")
RESERVED = ("_external", "_scheme", "_anchor", "_method", "endpoint", "values", "lang")


def test_bad_queries_change_no_page_into_a_fault(app: Flask, house: House, client: Browser) -> None:
    browser = signed_in(app, house, "secretariat")[0]
    wrong, values = [], cycle((*SHOWN, *UNSHOWN, b"%", b"_" * 300, b"(a+)+$" * 20, b"*" * 200, b"//evil.example"))
    for path in sorted({urlsplit(address).path for address in crawl(browser, "/en/", each=1)}):
        if path.startswith("/static/"):
            continue
        queries = [{name: next(values)[:4000] for name in QUERY} for _ in range(3)]
        for query in [*queries, dict.fromkeys(RESERVED, "javascript"), {"page": "2"}]:
            answer = browser.get(f"{path}?{urlencode(query)}")
            if answer.status_code >= 500 or b'href="javascript' in answer.get_data():
                wrong.append(f"{path}?{urlencode(query)[:300]}: {answer.status_code}")
            answer.close()
    assert not wrong, "\n".join(wrong)


def test_set_up_refuses_bad_input(app: Flask, client: Browser) -> None:
    path = f"/en/set-up/{ways_in.setup_token(SECRET)}/"
    page = client.get(path)
    form = next(form for form in Html(SITE + path, page.text).forms if "/set-up/" in form.action)
    target = Target("access.set_up", path, form, client)
    wrong = []
    with app.app_context():
        for fields, name, value in attacks(form):
            # The secretariat is not founded here: without an address nothing can be.
            kept = [(each, data if each != "email" or name == "email" else b"") for each, data in fields]
            wrong += [f"{name}={value[:40]!r}: {problem}" for problem in answered(target, kept, name, value)]
    assert not wrong, "\n".join(wrong)


#: What a number in an address cannot be is found by the map of addresses, the same for all: two of these are enough.
BAD_NUMBERS = ("-1", str(2**63))
BAD_PATHS = ("%00", "%ED%A0%80", "%FF", "..%2f..%2fetc", "a" * 3_000, "%E2%80%AE", "%0d%0aX: y", *BAD_NUMBERS)


def test_bad_addresses_are_not_found(app: Flask, house: House, client: Browser) -> None:
    browser = signed_in(app, house, "secretariat")[0]
    wrong: Counter[str] = Counter()
    for rule in app.url_map.iter_rules():
        for bad in bad_in(rule):
            for method in sorted({"GET", "POST"} & (rule.methods or set())):
                answer = browser.open(_path(rule, bad), method=method)
                # A sign-in link shows its button whatever it is, and says afterwards that it does not work.
                if answer.status_code not in {302, 303, 308, 400, 404, 405, 410} and rule.endpoint != "access.link":
                    wrong[f"{answer.status_code} {method} {rule.endpoint} {bad[:20]}"] += 1
                answer.close()
    assert not wrong, "\n".join(wrong)


def bad_in(rule: Rule) -> tuple[str, ...]:
    """Return what to put into the address of *rule*; nothing where it takes no value."""
    takes = [kind for kind in re.findall("<([a-z]+)", rule.rule) if kind != "any"]
    return () if not takes else BAD_NUMBERS if set(takes) == {"int"} else BAD_PATHS


def _path(rule: Rule, bad: str) -> str:
    """Return the address of *rule* with *bad* wherever it takes a value."""
    path = rule.rule.replace("<any(en,fr):lang>", "en")
    while "<" in path:
        path = path[: path.index("<")] + bad + path[path.index(">") + 1 :]
    return path
