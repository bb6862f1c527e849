"""Being forgotten: what goes, what stays, and that it stays so."""

import json
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.engine import make_url

from meetings.core.bilingual import Bilingual
from meetings.domain.access import address_change_actions as address_changes
from meetings.domain.organisation import actions as register
from meetings.domain.organisation import queries as find_nominations
from meetings.domain.outcome.rules import Task
from meetings.domain.person import actions as people
from meetings.domain.poll import actions_closing as polls
from meetings.domain.poll import queries as find_polls
from meetings.domain.privacy import actions_erasure, erasure, holdings, marks, requests, rules
from meetings.extensions import db, transaction
from meetings.filing import filing
from meetings.models.ballot import Ballot
from meetings.models.base import Base
from meetings.models.organisation import Capacity
from meetings.models.outbox import Mail
from meetings.models.outcome import Owner
from meetings.models.person import Person, Role
from meetings.models.privacy import ErasureState
from meetings.models.registration import Registration
from meetings.notices import post
from tests.conftest import SECRET, Browser
from tests.make import Make
from tests.queries import counted
from tests.races import at_once

NAME, EMAIL, PHONE = "Zaïnabu O’Unikum", "zainabu.unikum@example.org", "+254 700 111 222"


def erase(make: Make, person: Person, by: Person | None = None) -> None:
    shelf = current_app.extensions["storage"]
    with filing(shelf) as files:
        actions_erasure.erase(person, files=files, by=by, now=make.now)
    marks.keep(shelf)


def somebody(make: Make) -> Person:
    """Make a head of delegation who has done everything once."""
    kenya, other = make.member(), make.member("CM", "Cameroon")
    person = make.person(NAME, email=EMAIL)
    with transaction():
        since = make.now.date() - timedelta(days=400)
        register.nominate(person, kenya, capacity=Capacity.HEAD, since=since, by=None, now=make.now)
        person.phone, person.function = PHONE, f"Assistant of {NAME}"
    colleague = make.ncp(kenya, "Grace")
    with filing(current_app.extensions["storage"]) as files:
        people.set_photo(person, f"picture of {NAME}".encode(), files=files, by=person, now=make.now)
    meeting = make.meeting()
    make.registration(meeting, person)
    make.registration(meeting, make.ncp(other, "Odile"))
    make.action(meeting, Task(Bilingual("Write", "Écrire"), owner=Owner.PERSON, person=person))
    poll = make.open_poll(meeting)
    make.ballot(poll, kenya, person)
    with transaction():
        polls.close(poll, by=None, now=make.now)
        actions_erasure.ask(person, reason=f"I am {NAME}, {PHONE}", now=make.now)
    post.handle(500, now=make.now)
    with transaction():
        mail = Base.metadata.tables["mail"]
        db.session.execute(
            sa.update(mail).where(mail.c.person_id == colleague.id).values(text=f"{NAME} <{EMAIL}>", html="O&#39;")
        )
    return person


def hits(*texts: str) -> set[str]:
    """Return every column of every table, but those where it may stay, in which one of *texts* stands."""
    wanted = {*texts, *(json.dumps(text)[1:-1] for text in texts)}
    found = set()
    with db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(sa.text(f"SELECT * FROM {table.name}")).mappings():
                for column, value in row.items():
                    text = value.decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)
                    if any(each in text for each in wanted):
                        found.add(f"{table.name}.{column}")
    return found


def files() -> bytes:
    folder: Path = current_app.extensions["storage"].folder
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_nothing_of_the_name_the_address_and_the_number_is_left(
    make: Make, client: Browser, storage: marks.Shelf
) -> None:
    person = somebody(make)
    client.sign_in(person)
    before = hits(NAME, EMAIL, PHONE)
    assert {"person.name", "person.email", "person.phone", "mail.text", "audit_line.actor_name"} <= before
    assert NAME.encode() in files()
    erase(make, person, by=make.secretariat())
    assert {hit for hit in hits(NAME, EMAIL, PHONE) if hit.split(".")[0] not in holdings.STAYS_IN} == set()
    assert NAME.encode() not in files()
    assert client.get("/en/people/me/").status_code == 303


@pytest.mark.parametrize("taken", [False, True])
def test_former_address_goes_too_unless_somebody_else_has_it_now(
    make: Make, storage: marks.Shelf, *, taken: bool
) -> None:
    person, former = somebody(make), "z.unikum@old.example.org"
    with transaction():
        change = address_changes.ask(
            person, "new.unikum@example.org", unread=False, session=None, secret=SECRET, now=make.now
        )
        change.old_email, change.done_at = former, make.now
        db.session.execute(
            sa.update(Base.metadata.tables["mail"]).values(text=f"to {former}", recipient_email=former, person_id=None)
        )
    if taken:
        make.person("Somebody Else", email=former)
    erase(make, person)
    assert (hits(former) == set()) is not taken


def test_those_who_decide_hear_of_a_request(make: Make, storage: marks.Shelf) -> None:
    admin = make.person("Paul Odhiambo", role=Role.ADMINISTRATOR, language="fr")
    make.person("Ada Lind", role=Role.SECRETARIAT)
    person = make.person(NAME)
    with transaction():
        actions_erasure.ask(person, reason="", now=make.now)
    post.handle(100, now=make.now)
    (mail,) = db.session.scalars(sa.select(Mail)).all()
    assert mail.recipient_email == admin.email
    assert "/fr/admin/privacy/erasures/" in mail.text
    assert NAME not in mail.text
    assert "1er\N{NO-BREAK SPACE}avril 2027" in mail.subject


def test_what_the_person_was_stays(make: Make, storage: marks.Shelf) -> None:
    person = somebody(make)
    poll = find_polls.by_id(1)
    assert poll is not None
    before = [(b.voter, b.choice) for b in db.session.scalars(sa.select(Ballot))]
    erase(make, person)
    db.session.expire_all()
    assert person.name == "Former delegate of Kenya"
    assert person.erased_at == make.now
    assert [(b.voter, b.choice) for b in db.session.scalars(sa.select(Ballot))] == before
    kept = db.session.scalars(sa.select(Registration).where(Registration.person_id == person.id)).one()
    assert kept.organisation_id is not None
    assert kept.place == "withdrawn"
    request = requests.latest_request(person)
    assert request is not None
    assert (request.state, request.reason) == (ErasureState.DONE, "")


def test_former_name_is_read_in_the_readers_language(make: Make, client: Browser, storage: marks.Shelf) -> None:
    person = somebody(make)
    erase(make, person)
    client.sign_in(make.secretariat())
    assert "Former delegate of Kenya" in client.get("/en/organisations/ke/").text + client.get("/en/actions/").text
    page = client.get("/fr/actions/").text
    assert "Ex-membre de la délégation (Kenya)" in page
    assert "\N{WORD JOINER}" not in page


def test_nomination_ends_and_place_is_given_up(make: Make, storage: marks.Shelf) -> None:
    person = somebody(make)
    erase(make, person)
    db.session.expire_all()
    (nomination,) = find_nominations.nominations_of(person)
    assert nomination.until_on == make.now.date() - timedelta(days=1)
    assert nomination.capacity is Capacity.HEAD


def test_former_names_are_short_enough(make: Make, storage: marks.Shelf) -> None:
    body = make.member("XX", "A very long name of an organisation " * 5)
    person = make.ncp(body)
    with transaction():
        name = erasure.former_name(person, [])
        assert name.endswith("Personne ayant participé")
    erase(make, person)
    db.session.expire_all()
    assert person.name.endswith("…")


def test_erasing_twice_and_the_last_administrator_are_refused(make: Make, storage: marks.Shelf) -> None:
    person, admin = make.person(), make.secretariat()
    erase(make, person, by=admin)
    with pytest.raises(rules.AlreadyErased):
        erase(make, person, by=admin)
    with pytest.raises(rules.LastAdministrator):
        erase(make, admin, by=admin)
    make.person("Second", role=Role.ADMINISTRATOR)
    erase(make, admin, by=admin)


def test_one_of_many_administrators_who_are_forgotten_at_once_stays(
    make: Make, storage: marks.Shelf, app: Flask
) -> None:
    def task(number: int) -> Callable[[], object]:
        files = current_app.extensions["storage"]
        return lambda: actions_erasure.erase(db.session.get_one(Person, number), files=files, by=None, now=make.now)

    tasks = [task(make.person(f"Admin {n}", role=Role.ADMINISTRATOR).id) for n in range(4)]
    db.session.commit()
    assert [type(error).__name__ for error in at_once(app, tasks)] == ["LastAdministrator"]
    db.session.rollback()
    assert len(db.session.scalars(sa.select(Person).where(Person.role == Role.ADMINISTRATOR)).all()) == 1


def test_request_is_asked_once_and_decided_once(make: Make, storage: marks.Shelf) -> None:
    person, admin = make.person(), make.secretariat()
    with transaction():
        request = actions_erasure.ask(person, reason="", now=make.now)
    with pytest.raises(rules.AlreadyAsked), transaction():
        actions_erasure.ask(person, reason="", now=make.now)
    assert request.due_at == make.now + timedelta(days=30)
    with transaction():
        actions_erasure.refuse(request, "You are still the head.", by=admin, now=make.now)
    with pytest.raises(rules.RequestDecided), transaction():
        actions_erasure.withdraw(request, by=person, now=make.now)


def test_queued_mails_do_not_leave(make: Make, storage: marks.Shelf) -> None:
    person = somebody(make)
    with transaction():
        mail = Base.metadata.tables["mail"]
        db.session.execute(sa.update(mail).values(state="queued"))
    erase(make, person)
    with db.engine.connect() as connection:
        rows = connection.execute(sa.select(mail.c.state).where(mail.c.person_id == person.id)).scalars().all()
    assert rows
    assert set(rows) == {"failed"}


def test_erased_people_stay_erased_after_an_older_database_is_put_back(
    make: Make, storage: marks.Shelf, tmp_path: Path
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("copies the file of the database")
    person, other = somebody(make), make.person("Somebody Else")
    path, copy = make_url(str(db.engine.url)).database, tmp_path / "copy.sqlite"
    person_id, other_id = person.id, other.id
    assert path is not None
    _copy(Path(path), copy)
    erase(make, person)
    db.session.remove()
    db.engine.dispose()
    _copy(copy, Path(path))
    assert EMAIL in db.session.scalar(sa.select(Person.email).where(Person.id == person_id))
    assert marks.come_back(storage) == [person_id]
    runner = current_app.test_cli_runner()
    assert "1 accounts were erased once more" in runner.invoke(args=["privacy", "reapply"]).output
    assert "Nobody had come back" in runner.invoke(args=["privacy", "reapply"]).output
    assert {hit for hit in hits(NAME, EMAIL, PHONE) if hit.split(".")[0] not in holdings.STAYS_IN} == set()
    db.session.expire_all()
    assert db.session.get_one(Person, other_id).erased_at is None


def _copy(source: Path, target: Path) -> None:
    """Copy a database as ``sqlite3 .backup`` does."""
    with sqlite3.connect(source) as one, sqlite3.connect(target) as two:
        one.backup(two)
    one.close()
    two.close()


def test_marks_say_nothing_of_anybody(make: Make, storage: marks.Shelf) -> None:
    person = make.person(NAME, email=EMAIL)
    erase(make, person)
    with storage.open(marks.KEY) as file:
        kept = json.load(file)
    assert list(kept) == ["format", "erased"]
    assert len(kept["erased"][0]) == 64
    storage.put(marks.KEY, BytesIO(b'{"format": 1, "erased": ["' + b"0" * 64 + b'"]}'))
    marks.keep(storage)
    assert len(marks.outside(storage)) == 2


@pytest.mark.parametrize("phone", ["20270", "+254 27"])
def test_number_of_few_digits_is_not_taken_out_of_other_numbers(make: Make, storage: marks.Shelf, phone: str) -> None:
    person = make.person(NAME)
    with transaction():
        person.phone = phone
    make.registration(make.meeting(), make.person("Grace"))
    post.handle(500, now=make.now)
    with transaction():
        mail = Base.metadata.tables["mail"]
        db.session.execute(sa.update(mail).values(text=f"Room 120270, +254 270 00 00; {NAME}"))
    erase(make, person)
    assert db.session.scalar(sa.select(mail.c.text)) == "Room 120270, +254 270 00 00; …"


def test_what_erasing_would_do_is_counted_in_one_statement(make: Make, storage: marks.Shelf) -> None:
    person = somebody(make)
    db.session.refresh(person)
    with counted() as statements:
        found = {(count.table, count.fate): count.number for count in erasure.foreseen(person)}
    assert len(statements) == 1
    assert found["nomination", holdings.Fate.STAY] == 1
    assert found["ballot", holdings.Fate.STAY] == 1
    assert ("passkey", holdings.Fate.GO) not in found


def test_withdrawn_place_goes_to_who_waits(make: Make, storage: marks.Shelf) -> None:
    meeting = make.meeting(capacity=1)
    person, waiting = make.ncp(make.member()), make.ncp(make.member("CM", "Cameroon"), "Odile")
    make.registration(meeting, person)
    place = make.registration(meeting, waiting)
    erase(make, person)
    db.session.expire_all()
    assert place.place == "confirmed"
