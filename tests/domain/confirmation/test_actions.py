"""Campaigns from preparation to end, by hand and by the clock."""

import threading
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from meetings.core.bilingual import ENGLISH, FRENCH, Language
from meetings.core.errors import Refused
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.confirmation import actions, answer_actions, queries, rules
from meetings.domain.confirmation.rules import Audience, Draft, Scope
from meetings.domain.organisation import actions as keep
from meetings.domain.organisation import queries as register
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.confirmation import Ask, AskLink, AskState, Campaign, Change, ChangeKind, ChangeState
from meetings.models.organisation import Capacity, Organisation
from meetings.models.outbox import Announcement, Mail
from meetings.models.person import Person
from meetings.notices import post
from tests.conftest import SECRET
from tests.make import BRUSSELS, Make, both


def plan(make: Make, **changed: object) -> rules.Plan:
    values = {
        "title": both("Still correct?", "Toujours exact ?"),
        "text": both("Look.", "Regardez."),
        "scope": Scope(),
        "needs_approval": True,
        "last_day": make.now.date() + timedelta(days=30),
        "reminders": (14, 3),
    }
    return rules.Plan(**(values | changed))


def start(make: Make, **changed: object) -> Campaign:
    with transaction():
        campaign = actions.prepare(plan(make, **changed), zone=BRUSSELS, by=None, now=make.now)
        actions.start(campaign, secret=SECRET, by=None, now=make.now)
    return campaign


def answered(make: Make, *drafts: Draft, seen: str | None = None, organisation: Organisation | None = None) -> None:
    query = db.select(AskLink).join(AskLink.ask)
    if organisation:
        query = query.where(Ask.organisation_id == organisation.id)
    link = db.session.scalars(query.order_by(AskLink.id)).first()
    assert link
    with transaction():
        answer_actions.answer(link, drafts, seen=seen, secret=SECRET, zone=BRUSSELS, now=make.now)


def waiting() -> list[Change]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(Change).filter_by(state=ChangeState.WAITING).order_by(Change.id)))


@pytest.mark.parametrize(
    ("scope", "codes"),
    [
        (Scope(), {"KE", "CM", "TG"}),
        (Scope(Audience.REGION, ("WCA",)), {"CM", "TG"}),
        (Scope(Audience.CHOSEN, ("TG", "WHO")), {"TG", "WHO"}),
        (Scope(Audience.KIND, ("observer",)), {"WHO"}),
        (Scope(Audience.EVERYONE), {"KE", "CM", "TG", "WHO"}),
        (Scope(gaps=True), {"CM", "TG"}),
        (Scope(Audience.EVERYONE, gaps=True), {"CM", "TG", "WHO"}),
    ],
    ids=("members", "region", "chosen", "kind", "everyone", "gaps", "all gaps"),
)
def test_campaign_asks_whom_it_means(make: Make, scope: Scope, codes: set[str]) -> None:
    make.ncp(make.member(), capacity=Capacity.HEAD)
    make.ncp(make.member("CM", "Cameroon", region="WCA"))
    make.member("TG", "Togo", region="WCA")
    make.observer()
    targets = queries.targets(scope, on=make.now.date())
    assert {target.organisation.code for target in targets} == codes


def test_start_writes_once_to_each_person_and_notes_who_cannot_be_asked(make: Make) -> None:
    kenya, togo = make.member(), make.member("TG", "Togo", region="WCA")
    head = make.ncp(kenya, capacity=Capacity.HEAD)
    make.ncp(kenya, "Otieno")
    campaign = start(make)
    states = dict(db.session.execute(db.select(Ask.organisation_id, Ask.state)).all())
    assert states == {kenya.id: AskState.ASKED, togo.id: AskState.UNREACHABLE}
    assert db.session.scalars(db.select(AskLink.person_id)).all() == [head.id]
    with pytest.raises(rules.CampaignStarted), transaction():
        actions.start(campaign, secret=SECRET, by=None, now=make.now)
    with pytest.raises(rules.CampaignStarted), transaction():
        actions.discard(campaign, by=None, now=make.now)


def asked_for_two(make: Make, language: Language) -> tuple[Campaign, datetime]:
    """Ask somebody who answers for Kenya no more and for Togo from now on; return the campaign and when."""
    kenya, togo = make.member(), make.member("TG", "Togo", region="WCA")
    person = make.ncp(kenya, capacity=Capacity.HEAD, language=language)
    before = register.nominated(kenya, on=make.now.date())[0]
    with transaction():
        keep.end_nomination(before, last_day=make.now.date(), by=None, now=make.now)
        keep.nominate(
            person, togo, capacity=Capacity.HEAD, since=make.now.date() + timedelta(days=1), by=None, now=make.now
        )
    later = make.now + timedelta(days=2)
    with transaction():
        campaign = actions.prepare(plan(make), zone=BRUSSELS, by=None, now=later)
        actions.start(campaign, secret=SECRET, by=None, now=later)
    post.handle(50, now=later)
    return campaign, later


def test_one_mail_an_address_however_many_organisations(make: Make) -> None:
    asked_for_two(make, ENGLISH)
    (mail,) = db.session.scalars(db.select(Mail).filter_by(kind="confirmation.asked")).all()
    assert ("Kenya: http" in mail.text, "Kenya: <a" in mail.html) == (True, True)
    assert ("Kenya" in mail.text, "Togo" in mail.text, mail.text.count("/confirm/")) == (True, True, 4)


def test_question_and_reminder_are_set_as_the_french_do(make: Make) -> None:
    campaign, later = asked_for_two(make, FRENCH)
    with transaction():
        actions.remind(campaign, by=None, now=later + timedelta(days=1))
    post.handle(50, now=later + timedelta(days=1))
    for kind in ("confirmation.asked", "confirmation.reminded"):
        (mail,) = db.session.scalars(db.select(Mail).filter_by(kind=kind)).all()
        assert "Togo\N{NO-BREAK SPACE}: http" in mail.text, kind
        assert "Togo&nbsp;: <a" in mail.html, kind


def test_nobody_to_ask_is_refused(make: Make) -> None:
    make.member()
    with pytest.raises(rules.NobodyToAsk):
        start(make)


@pytest.mark.parametrize(("days", "refusal"), [(-1, rules.EndsInThePast), (400, rules.EndsTooLate)])
def test_campaign_ends_within_a_year_from_now(make: Make, days: int, refusal: type[Refused]) -> None:
    make.ncp(make.member())
    with pytest.raises(refusal), transaction():
        actions.prepare(
            plan(make, last_day=make.now.date() + timedelta(days=days)), zone=BRUSSELS, by=None, now=make.now
        )


def test_clock_reminds_the_silent_once_and_ends_the_campaign(make: Make) -> None:
    kenya, togo = make.member(), make.member("TG", "Togo", region="WCA")
    make.ncp(kenya, capacity=Capacity.HEAD)
    silent = make.ncp(togo, "Ama", capacity=Capacity.HEAD)
    campaign = start(make)
    answered(make, organisation=kenya)
    for days in (10, 17, 17, 28, 28):
        late = make.now + timedelta(days=days)
        with transaction():
            actions.keep_time(now=late)
    reminded = db.session.scalars(db.select(Announcement.payload).filter_by(kind="confirmation.reminded")).all()
    assert reminded == [{"campaign": campaign.id, "person": silent.id}] * 2
    over = make.now + timedelta(days=31)
    assert queries.something_is_due(over)
    with transaction():
        actions.keep_time(now=over)
    assert campaign.ended_at == over
    assert not queries.something_is_due(over)
    post.handle(50, now=over)
    assert db.session.scalars(db.select(Mail).filter_by(kind="confirmation.reminded")).all() == []


def test_reminders_missed_together_become_one_mail(make: Make) -> None:
    make.ncp(make.member(), capacity=Capacity.HEAD)
    campaign = start(make)
    late = make.now + timedelta(days=29)
    for _ in range(2):
        with transaction():
            actions.keep_time(now=late)
    kinds = db.session.scalars(db.select(Announcement.kind).filter_by(kind="confirmation.reminded")).all()
    assert (len(kinds), len(queries.planned(campaign))) == (1, 2)


def test_answer_of_the_moment_takes_the_place_of_the_one_that_waits(make: Make) -> None:
    kenya = make.member()
    make.ncp(kenya, capacity=Capacity.HEAD)
    start(make)
    number = register.nominated(kenya, on=make.now.date())[0].id
    for day in ("2027-03-30", "2027-03-31"):
        answered(make, Draft(ChangeKind.RESIGN, {"last_day": day}, number))
    assert [change.after for change in waiting()] == [{"last_day": "2027-03-31"}]


def test_stale_answer_is_refused(make: Make) -> None:
    kenya = make.member()
    make.ncp(kenya, capacity=Capacity.HEAD)
    start(make)
    seen = rules.mark(kenya, register.nominated(kenya, on=make.now.date()))
    make.ncp(kenya, "Otieno")
    with pytest.raises(ChangedMeanwhile):
        answered(make, seen=seen)


def test_answer_about_people_of_another_organisation_is_refused(make: Make) -> None:
    kenya, togo = make.member(), make.member("TG", "Togo", region="WCA")
    make.ncp(kenya, capacity=Capacity.HEAD)
    make.ncp(togo, "Ama", capacity=Capacity.HEAD)
    start(make)
    foreign = register.nominated(togo, on=make.now.date())[0].id
    with pytest.raises(rules.PersonGone):
        answered(make, Draft(ChangeKind.RESIGN, {"last_day": "2027-03-30"}, foreign), organisation=kenya)


def test_heads_change_places_in_one_answer(make: Make) -> None:
    kenya = make.member()
    make.ncp(kenya, "Old Head", capacity=Capacity.HEAD)
    make.ncp(kenya, "New Head")
    start(make, needs_approval=False)
    old, new = register.nominated(kenya, on=make.now.date())
    answered(
        make,
        *(
            Draft(
                ChangeKind.CORRECT,
                {"name": n.person.name, "function": "", "language": "en", "capacity": capacity},
                n.id,
            )
            for n, capacity in ((new, "head"), (old, "ncp"))
        ),
    )
    db.session.expire_all()
    assert [n.person.name for n in register.nominated(kenya, on=make.now.date())] == ["New Head", "Old Head"]


def test_successor_of_a_head_ends_the_head(make: Make) -> None:
    kenya = make.member()
    make.ncp(kenya, "Old Head", capacity=Capacity.HEAD)
    start(make, needs_approval=False)
    old = register.nominated(kenya, on=make.now.date())[0]
    values = {"name": "New", "email": "new@example.org", "function": "", "language": "fr", "capacity": "head"}
    answered(make, Draft(ChangeKind.REPLACE, values | {"since": "2027-03-10"}, old.id))
    db.session.expire_all()
    assert str(old.until_on) == "2027-03-09"
    (new,) = register.nominated(kenya, on=make.now.date() + timedelta(days=8))
    assert (new.person.email, new.capacity) == ("new@example.org", Capacity.HEAD)


def test_approved_change_is_marked_as_on_behalf_of_whoever_answered(make: Make) -> None:
    kenya = make.member()
    head = make.ncp(kenya, capacity=Capacity.HEAD)
    secretary = make.secretariat()
    start(make)
    number = register.nominated(kenya, on=make.now.date())[0].id
    answered(make, Draft(ChangeKind.RESIGN, {"last_day": "2027-03-31"}, number))
    (change,) = waiting()
    with transaction():
        answer_actions.approve([change], secret=SECRET, zone=BRUSSELS, by=secretary, now=make.now)
    line = db.session.scalars(db.select(AuditLine).filter_by(verb="confirmation.change_applied")).one()
    assert (line.actor_id, line.on_behalf_of_id) == (secretary.id, head.id)
    with pytest.raises(rules.ChangeDecided), transaction():
        answer_actions.approve([change], secret=SECRET, zone=BRUSSELS, by=secretary, now=make.now)
    with pytest.raises(rules.ChangeDecided), transaction():
        answer_actions.refuse(change, "Late", by=secretary, now=make.now)


def test_no_line_of_the_trail_holds_names_or_addresses(make: Make) -> None:
    kenya = make.member()
    make.ncp(kenya, capacity=Capacity.HEAD)
    start(make)
    answered(
        make,
        Draft(
            ChangeKind.ADD,
            {
                "name": "Zawadi",
                "email": "zawadi@example.org",
                "function": "Zoology",
                "capacity": "ncp",
                "language": "en",
                "since": "2027-03-02",
            },
        ),
    )
    lines = db.session.scalars(db.select(AuditLine).where(AuditLine.verb.startswith("confirmation."))).all()
    assert "zawadi" not in repr([line.details for line in lines]).lower()


def _crowd(app: object, *tasks: object) -> list[object]:
    """Do *tasks* at once, each in a transaction of its own; return what went through."""
    done: list[object] = []
    gate = threading.Barrier(len(tasks))

    def run(task) -> None:  # type: ignore[no-untyped-def]
        with app.app_context():  # type: ignore[attr-defined]
            gate.wait()
            try:
                with transaction():
                    task()
            except (Refused, sa.exc.DBAPIError):
                return
            done.append(task)

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def test_two_starts_at_once_ask_once(make: Make, app: object) -> None:
    make.ncp(make.member(), capacity=Capacity.HEAD)
    with transaction():
        number = actions.prepare(plan(make), zone=BRUSSELS, by=None, now=make.now).id

    def task() -> None:
        actions.start(db.session.get_one(Campaign, number), secret=SECRET, by=None, now=make.now)

    assert len(_crowd(app, task, task)) == 1
    assert len(db.session.scalars(db.select(Ask)).all()) == 1


def test_two_approvals_at_once_take_over_once(make: Make, app: object) -> None:
    kenya = make.member()
    make.ncp(kenya, capacity=Capacity.HEAD)
    secretary = make.secretariat().id
    start(make)
    values = {"name": "New", "email": "new@example.org", "function": "", "language": "fr", "capacity": "ncp"}
    answered(make, Draft(ChangeKind.ADD, values | {"since": "2027-03-10"}))
    number = waiting()[0].id

    def task() -> None:
        change = queries.change_by_id(number)
        by = db.session.get_one(Person, secretary)
        answer_actions.approve([change], secret=SECRET, zone=BRUSSELS, by=by, now=make.now)

    assert len(_crowd(app, task, task)) == 1
    db.session.expire_all()
    assert len(register.all_nominations(kenya)) == 2
