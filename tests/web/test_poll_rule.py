"""The form that makes the rule of a poll, and the rule in words."""

import pytest

from meetings.domain.poll import draft_rules, electorate, queries
from meetings.extensions import db, transaction
from meetings.models.poll import (
    Majority,
    Method,
    Poll,
    QuestionKind,
    ResultsWhen,
    Secrecy,
    Ties,
    Unit,
    Voters,
)
from meetings.web.poll.presets import PRESETS
from tests.queries import counted
from tests.web.test_poll import rows, text_of
from tests.web.test_poll_manage import typed

NEW = "/en/meetings/ncp-plenary-8/polls/new/"


@pytest.fixture
def meeting(make):
    return make.meeting()


@pytest.fixture
def desk(make, client, meeting):
    """The browser of the secretariat."""
    return client.sign_in(make.secretariat())


def kept(desk, **fields):
    """Send the form; return the rule that was kept."""
    answer = desk.post(NEW, data=typed(**fields))
    assert answer.status_code == 303, text_of(answer.text)
    return draft_rules.terms(db.session.scalars(db.select(Poll)).one())


@pytest.mark.parametrize(
    ("kind", "fields", "bounds"),
    [
        (QuestionKind.ONE, {"least": "3", "most": "7"}, (1, 1)),
        (QuestionKind.SEVERAL, {}, (1, 2)),
        (QuestionKind.SEVERAL, {"least": "2", "most": "2"}, (2, 2)),
        (QuestionKind.RANKING, {"options-2-text-en": "None", "options-2-none_of_these": "y"}, (1, 2)),
        (QuestionKind.RATING, {}, (1, 5)),
        (QuestionKind.RATING, {"least": "0", "most": "10"}, (0, 10)),
        (QuestionKind.POINTS, {"least": "5", "most": "20"}, (0, 20)),
        (QuestionKind.NUMBER, {"least": "-5", "most": "5"}, (-5, 5)),
        (QuestionKind.TEXT, {"least": "4"}, (1, 1)),
        (QuestionKind.WORDS, {"most": "2"}, (1, 2)),
    ],
)
def test_each_kind_has_bounds_of_its_own_and_leaves_out_what_does_not_apply(desk, kind, fields, bounds):
    rule = kept(desk, kind=kind, **fields)
    assert (rule.kind, rule.least, rule.most) == (kind, *bounds)
    poll = db.session.scalars(db.select(Poll)).one()
    assert bool(queries.options(poll)) is (kind not in draft_rules.WITHOUT_OPTIONS)
    assert desk.get(f"/en/polls/{poll.id}/edit/").status_code == 200


def test_rule_is_kept_and_shown_again(make, desk):
    make.member("KE")
    rule = kept(
        desk,
        kind="one",
        secrecy="confidential",
        voters="chosen",
        chosen="ke 2\n",
        unit="organisation",
        majority="two_thirds",
        basis="cast",
        quorum="50",
        method="stv",
        seats="2",
        ties="lot",
        results_when="on_release",
        results_to="entitled",
        final="y",
    )
    assert (rule.voters, rule.majority, rule.quorum, rule.seats) == (Voters.CHOSEN, Majority.TWO_THIRDS, 50, 2)
    assert (rule.method, rule.changeable, rule.ties) == (Method.MOST, False, Ties.LOT)
    poll = db.session.scalars(db.select(Poll)).one()
    assert electorate.listed(poll) == {"KE": 2}
    page = desk.get(f"/en/polls/{poll.id}/edit/").text
    assert "KE 2</textarea>" in page
    assert '<option value="two_thirds" selected>' in page
    assert 'value="confidential" checked' in page


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"kind": "several", "least": "3", "most": "2"}, "most", "do not go together"),
        ({"kind": "rating", "least": "1", "most": "11"}, "most", "do not go together"),
        ({"kind": "number", "least": "5", "most": "5"}, "most", "do not go together"),
        ({"kind": "text", "secrecy": "secret"}, "secrecy", "can tell who they are"),
        ({"secrecy": "secret", "results_when": "live"}, "results_when", "cannot be shown while it is open"),
        ({"secrecy": "secret", "voters": "chosen", "chosen": "KE 2"}, "chosen", "would tell whose it is"),
        ({"voters": "chosen", "chosen": "KE\nXX\nKE zero"}, "chosen", "No organisation is named by: XX, KE zero."),
        ({"voters": "chosen", "chosen": " "}, "chosen", "at least one organisation"),
        ({"voters": "kinds"}, "kinds", "at least one kind"),
        ({"quorum": "101"}, "quorum", "from 0 to 100"),
        ({"seats": "0"}, "seats", "from 1 to 30"),
        ({"kind": "essay"}, "kind", "not offered"),
        ({"secrecy": "anonymous"}, "secrecy", "not offered"),
    ],
)
def test_refusal_stands_at_its_field_and_what_was_typed_is_kept(make, desk, fields, field, words):
    make.member("KE")
    page = desk.post(NEW, data=typed(**fields))
    assert (page.status_code, rows(Poll)) == (422, 0)
    assert f'id="{field}-error"' in page.text
    assert words in text_of(page.text)
    assert 'value="Non"' in page.text
    for name, value in fields.items():
        assert value in page.text or name in {"kind", "secrecy"}


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_preset_begins_a_form(desk, name, language):
    page = desk.get(f"/{language}/meetings/ncp-plenary-8/polls/new/?preset={name}")
    assert page.status_code == 200
    assert f'preset={name}" aria-current="true"' in page.text


def test_election_is_secret_and_counted_by_instant_run_off(desk):
    page = desk.get(f"{NEW}?preset=election").text
    assert '<option value="runoff" selected>' in page
    assert 'value="secret" checked' in page
    assert '<option value="ranking" selected>' in page


@pytest.mark.parametrize(("what", "words"), [("abstention", "Abstention"), ("none", "Aucune de ces réponses")])
def test_standing_options_are_added_with_their_words(desk, what, words):
    page = desk.post(NEW, data=typed(add=what)).text
    assert f'value="{words}"' in page
    assert rows(Poll) == 0


@pytest.mark.parametrize("language", ["en", "fr"])
def test_levels_are_worded_honestly(desk, language):
    page = text_of(desk.get(f"/{language}/meetings/ncp-plenary-8/polls/new/").text).lower()
    assert not any(word in page for word in ("anonym", "cryptograph"))


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"secrecy": Secrecy.SECRET, "kind": QuestionKind.RANKING, "most": 2, "method": Method.RUNOFF}, "run-off"),
        ({"secrecy": Secrecy.SECRET}, "The first ballot is final."),
        ({"majority": Majority.SIMPLE, "quorum": 40}, "At least 40% of those entitled must vote."),
        ({"voters": Voters.PRESENT, "unit": Unit.PERSON}, "is present when the poll opens has a ballot"),
        ({"observers": True}, "counted apart"),
        ({"results_when": ResultsWhen.ON_RELEASE}, "when the secretariat releases it"),
        ({"kind": QuestionKind.SEVERAL, "most": 2}, "At least 1 and at most 2 answers."),
    ],
)
def test_prepared_poll_shows_its_rule_in_words(make, desk, meeting, terms, words):
    poll = make.poll(meeting)
    with transaction():
        for name, value in terms.items():
            setattr(poll, name, value)
    assert words in text_of(desk.get(f"/en/polls/{poll.id}/").text)
    assert desk.get(f"/fr/polls/{poll.id}/open/").status_code == 200


def test_opening_says_who_is_entitled_by_region_in_a_fixed_number_of_statements(make, desk, meeting):
    poll = make.poll(meeting)
    make.ncp(make.member("KE"))
    path = f"/en/polls/{poll.id}/open/"
    desk.get(path)
    with counted() as few:
        page = text_of(desk.get(path).text)
    assert "1 organisation has a ballot." in page
    for code in ("CM", "DE", "FR", "JP", "BR"):
        make.ncp(make.member(code))
    with counted() as many:
        page = text_of(desk.get(path).text)
    assert "6 organisations have a ballot." in page
    assert len(many) == len(few)


def test_opening_a_poll_of_persons_names_them(make, desk, meeting):
    person = make.ncp(make.member("KE"))
    poll = make.poll(meeting, unit=Unit.PERSON)
    page = text_of(desk.get(f"/en/polls/{poll.id}/open/").text)
    assert "1 person has a ballot." in page
    assert person.name in page


def test_another_option_is_one_more_to_rank(desk):
    kept(desk, kind="ranking")
    poll = db.session.scalars(db.select(Poll)).one()
    assert 'name="most" value=""' in desk.get(f"/en/polls/{poll.id}/edit/").text
    more = {"options-2-text-en": "Later", "options-2-text-fr": "Plus tard"}
    desk.post(f"/en/polls/{poll.id}/edit/", data=typed(kind="ranking", least="1", most="", **more))
    db.session.expire_all()
    assert poll.most == 3
