"""Polls from a file: the template, wrong cells by name, all or nothing, the way back, and there and back unchanged."""

import io
from dataclasses import replace
from html import unescape

import pytest
import xlsxwriter

from meetings.domain.agenda import queries as agenda
from meetings.domain.organisation import import_rules
from meetings.domain.organisation import queries as register
from meetings.domain.poll import actions, draft_rules, imports, queries
from meetings.domain.poll.draft_rules import YES_NO_ABSTENTION, OptionDraft, PollDraft, Terms
from meetings.exports.tables import Sheet, workbook
from meetings.extensions import db, transaction
from meetings.models.poll import Majority, Method, Poll, PollState, QuestionKind, Ties, Voters
from meetings.web.poll.presets import NONE_OF_THESE, PRESETS
from tests.make import both
from tests.queries import counted
from tests.web.test_poll import rows

PLACE = "/en/meetings/ncp-plenary-8/polls/import/"
HEADINGS = ("Question (English)", "Question (French)", "Kind of question", "Options (English)", "Options (French)")
ROW = ("Renew?", "Reconduire ?", "One answer", "Yes\nNo", "Oui\nNon")


def book(*lines, headings=HEADINGS):
    return workbook([Sheet("Polls", headings, lines)])


@pytest.fixture
def meeting(make):
    make.member()
    return make.meeting()


@pytest.fixture
def desk(make, client, meeting):
    return client.sign_in(make.secretariat())


@pytest.fixture
def bring(desk):
    """Choose a file, and return the page that it leads to."""

    def brought(data, name="polls.xlsx", place=PLACE):
        answer = desk.post(place, data={"file": (io.BytesIO(data), name)})
        return desk.get(answer.location) if answer.status_code == 303 else answer

    return brought


def polls():
    db.session.rollback()
    return db.session.scalars(db.select(Poll).order_by(Poll.id)).all()


def described(poll):
    options = [
        (each.text.en, each.text.fr, each.abstention, each.none_of_these, each.document_id)
        for each in queries.options(poll)
    ]
    listed = [(voter.organisation_id, voter.weight) for voter in queries.electorate.voters(poll)]
    return poll.question.en, poll.question.fr, poll.item_id, options, draft_rules.terms(poll), listed


def test_file_is_shown_then_prepared_as_a_whole_and_taken_back(make, desk, bring):
    page = bring(book(ROW, ("Second?", "Deuxième ?", "", "A\nB", "A\nB")))
    assert "2 polls would be prepared" in page.text
    assert rows(Poll) == 0
    address = page.request.path
    assert desk.post(address).status_code == 303
    assert [(poll.question.en, poll.state) for poll in polls()] == [
        ("Renew?", PollState.PREPARED),
        ("Second?", PollState.PREPARED),
    ]
    assert "has been taken over" in desk.post(address).text
    assert rows(Poll) == 2
    make.ncp(register.everyone()[0])
    with transaction():
        actions.open_(polls()[0], by=None, now=make.now)
    assert "1 poll of the file is still prepared" in desk.get(f"{address}undo/").text
    assert desk.post(f"{address}undo/").status_code == 303
    assert [poll.question.en for poll in polls()] == ["Renew?"]
    assert "No poll of this file" in desk.post(f"{address}undo/").text


def test_template_of_each_language_is_understood(desk, bring):
    for language in ("en", "fr"):
        template = desk.get(f"{PLACE.replace('/en/', f'/{language}/')}template.xlsx")
        page = bring(template.data)
        desk.post(page.request.path)
    found = polls()
    assert [described(poll) for poll in found[:5]] == [described(poll) for poll in found[5:]]
    assert (found[0].majority, found[1].method, found[2].most) == (Majority.SIMPLE, Method.RUNOFF, 5)
    assert [option.none_of_these for option in queries.options(found[1])] == [False, False, False, True]


@pytest.mark.parametrize(
    ("line", "cell", "words"),
    [
        (("", "", *ROW[2:]), "A2", "at least one of the two languages"),
        (("x" * 501, *ROW[1:]), "A2", "At most 500 characters"),
        ((*ROW[:2], "Coin toss", *ROW[3:]), "C2", "“Coin toss” is not offered here"),
        ((*ROW[:4], "Oui"), "E2", "2 options in English and 1 in French"),
        ((*ROW[:4], f"Oui\n{'x' * 201}"), "E2", "Option 2, French: At most 200 characters"),
        ((*ROW[:3], "\n".join("abcdefghijklmnopqrstuvwxyz12345"), ""), "D2", "at most thirty options"),
        ((*ROW[:3], "A [abstention]\nB [abstention]", ""), "D2", "Only one option can be the abstention"),
        ((*ROW, "99"), "F2", "has no item 99"),
        ((*ROW, "", "perhaps"), "G2", "Write yes or no"),
        ((*ROW, "", "", "101"), "H2", "from 0 to 100"),
        ((*ROW, "", "", "", "The organisations on a list", "ZZ"), "J2", "No organisation is named by: ZZ"),
        ((*ROW, "", "", "", "Certain kinds of organisation"), "K2", "Tick at least one kind"),
        ((*ROW, "", "", "", "", "", "nobody"), "K2", "No kind of organisation has the code nobody"),
        (("a\u202eb", *ROW[1:]), "A2", "cannot be stored"),
    ],
)
def test_wrong_cell_is_named_and_nothing_prepared(desk, bring, line, cell, words):
    more = (
        "Agenda item",
        "The first ballot is final",
        "Quorum, in percent",
        "Who is entitled",
        "List of organisations",
    )
    page = bring(book(line, headings=(*HEADINGS, *more, "Kinds of organisation")))
    text = unescape(page.text)
    assert f">{cell}</th>" in text
    assert words in text
    assert desk.post(page.request.path).status_code == 200
    assert rows(Poll) == 0


def test_rule_that_does_not_fit_is_named(bring):
    line = (*ROW[:2], "A short text", "", "", "Secret")
    assert "can tell who they are" in unescape(bring(book(line, headings=(*HEADINGS, "Level"))).text)


def merged():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet()
        for place, heading in enumerate(HEADINGS):
            sheet.write(0, place, heading)
        sheet.merge_range("A2:A3", "Renew?")
    return out.getvalue()


def test_merged_cells_are_named(bring):
    assert "shares a cell with another one" in bring(merged()).text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "holds no rows"),
        (b"%PDF-1.7 no", "old or protected workbook, or a document"),
        (b"\xd0\xcf\x11\xe0 old", "old or protected workbook"),
        (b"PK\x03\x04 broken", "old or protected workbook"),
        (book(*[ROW] * 201), "more than 200 rows"),
        (book(), "holds no rows"),
    ],
)
def test_file_that_is_none_is_refused(bring, data, words):
    page = bring(data)
    assert page.status_code == 422
    assert words in page.text


def test_file_of_50_megabytes_is_refused():
    with pytest.raises(import_rules.FileTooBig):
        imports.opened(bytes(50_000_000))


@pytest.mark.parametrize(
    ("headings", "words"),
    [
        (("Question", *HEADINGS[1:]), "not known: Question"),
        (HEADINGS[2:], "No heading is that of the question"),
        ((*HEADINGS[:4], HEADINGS[0]), "stand there twice: Question (English)"),
    ],
)
def test_wrong_headings_are_named(bring, desk, headings, words):
    bring(book(ROW, headings=headings))
    assert words in unescape(desk.get(PLACE).text)


@pytest.mark.parametrize("mark", ["0" * 32, "x", "..%2F..", "%00"])
def test_unknown_file_leads_back(desk, mark):
    assert desk.get(f"{PLACE}{mark}/").status_code in {303, 404}


def test_formula_is_read_as_what_it_shows(bring):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet()
        for place, heading in enumerate(HEADINGS):
            sheet.write(0, place, heading)
        sheet.write_formula(1, 0, '="Ren"&"ew?"', value="Renew?")
        sheet.write_string(1, 3, "=1\n-2")
    page = bring(out.getvalue())
    assert "Renew?" in page.text
    assert "=1" in page.text


def test_prepared_polls_go_there_and_back_unchanged(make, desk, bring, meeting):
    item = next(iter(agenda.items(meeting)), None)
    listed = tuple((one.id, 2) for one in register.everyone())
    wanted = [
        PollDraft(both("Adopt?", "Adopter ?"), item, YES_NO_ABSTENTION, Terms(majority=Majority.TWO_THIRDS, quorum=33)),
        PollDraft(
            both("=Mind?", ""), None, (NONE_OF_THESE, OptionDraft(both("-1 [see annex]", "")), *YES_NO_ABSTENTION)
        ),
        PollDraft(both("A number?", "Un nombre ?"), None, (), Terms(kind=QuestionKind.NUMBER, least=-5, most=90)),
        PollDraft(both("A list?", "Une liste ?"), None, YES_NO_ABSTENTION, Terms(voters=Voters.CHOSEN), listed),
    ]
    for preset in PRESETS.values():
        if preset.terms.kind is QuestionKind.DATES:
            continue
        options = tuple(one if one.text else one._replace(text=both("A", "B")) for one in preset.options)
        rule = preset.terms
        if rule.kind in draft_rules.CHOOSES:
            ordinary = sum(not one.abstention and not one.none_of_these for one in options)
            rule = replace(rule, most=ordinary, ties=Ties.LOT)
        wanted.append(PollDraft(both("Preset?", "Modèle ?"), None, options, rule))
    with transaction():
        for draft in wanted:
            actions.prepare(meeting, draft, by=None, now=make.now)
    first = polls()
    for language in ("en", "fr"):
        with counted() as once:
            data = desk.get(f"{PLACE.replace('/en/', f'/{language}/')}prepared.xlsx").data
        page = bring(data)
        assert desk.post(page.request.path).status_code == 303, unescape(page.text)
        again = polls()[len(first) :]
        assert [described(poll) for poll in again] == [described(poll) for poll in first]
        assert desk.post(f"{page.request.path}undo/").status_code == 303
    assert len(once) < 60
