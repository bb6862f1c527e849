"""Reading a real mailbox by IMAP: each message once, whatever happens."""

import ipaddress
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from flask import Flask

from config import Settings
from meetings.domain.incoming import actions as incoming
from meetings.domain.incoming import mailboxes, queries
from meetings.domain.incoming.rules import Returns
from meetings.domain.outbox import actions as outbox
from meetings.domain.outbox.actions import Letter
from meetings.extensions import db, transaction
from meetings.jobs import clockwork, mailbox
from meetings.models.incoming import Fate, Incoming, Mailbox, Sort
from meetings.models.outbox import Mail, MailState
from meetings.models.person import Person
from meetings.notices import returns
from meetings.notices.mailbox import Box, Connection, _quoted
from tests import imap_server
from tests import returned_mail as samples
from tests.conftest import SECRET, Browser
from tests.make import Make
from tests.notices.test_mailer import certificate

ADDRESS = "returns@meetings.example.org"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def box_at(port: int, folder: str = "INBOX") -> Box:
    url = f"imap+plain://{imap_server.USER}:{quote(imap_server.PASSWORD)}@127.0.0.1:{port}/{folder}"
    return replace(Box.from_url(url), timeout=5.0)


@pytest.fixture(scope="module")
def running() -> Iterator[int]:
    """One server for all tests; each has a folder of its own."""
    port = free_port()
    with imap_server.running(port):
        yield port


@pytest.fixture
def house(app: Flask, settings: Settings) -> Iterator[Flask]:
    """A house to which mails come back."""
    app.extensions["settings"] = replace(settings, return_address=ADDRESS, imap_url="imaps://somewhere")
    yield app
    app.extensions["settings"], app.extensions["mailbox"] = settings, None


@pytest.fixture
def box(house: Flask, running: int) -> Box:
    """The mailbox of the house, with nothing in it."""
    found = house.extensions["mailbox"] = box_at(running, f"box{uuid.uuid4().hex}")
    imap_server.new_folder(running, found.folder)
    return found


def put(box: Box, *messages: bytes) -> None:
    imap_server.put(box.port, box.folder, *messages)


def unseen(box: Box) -> int:
    return imap_server.unseen(box.port, box.folder)


def number(box: Box, folder: str) -> int:
    """Return how many messages lie in *folder*."""
    with imap_server.mailbox(box.port, _quoted(folder)) as imap:
        return len(imap.search(None, "ALL")[1][0].split())


def failure() -> str:
    """Return why the mailbox cannot be read."""
    state = queries.mailbox()
    assert state is not None
    return state.failure


def bounced(make: Make, person: Person) -> bytes:
    """Return the bounce of a mail to *person*."""
    letter = Letter("test", person.name, person.email, "en", "Hello", "Words.", "", person_id=person.id)
    with transaction():
        mail = outbox.queue(letter, host="localhost", keep=False, now=make.now)
    return samples.postfix(Returns(ADDRESS, SECRET).of_mail(mail.id, mail.message_id))


def rows() -> list[Incoming]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Incoming).order_by(Incoming.id)))


def test_mailbox_is_read_once_and_letters_stay_unread(make: Make, box: Box) -> None:
    person = make.person()
    put(box, bounced(make, person), b"From: a@b.example\n\nA question.\n", b"\xff\x00 garbage")
    assert mailbox.step() == 3
    assert [(row.sort, row.fate) for row in rows()] == [
        (Sort.BOUNCE, Fate.MATCHED),
        (Sort.OTHER, Fate.UNREAD),
        (Sort.OTHER, Fate.UNREAD),
    ]
    assert person.address_failed_at == make.now
    assert unseen(box) == 2
    assert mailbox.step() == 0
    put(box, samples.absence("x@example.org"))
    assert mailbox.step() == 1
    state = queries.mailbox()
    assert state is not None
    assert (state.read_at, state.failed_at, state.lease_until) == (make.now, None, None)


@pytest.mark.parametrize("server_can", ["MOVE", "UIDPLUS", ""])
def test_what_was_understood_is_moved_to_a_folder_that_is_made(
    house: Flask, make: Make, box: Box, monkeypatch: pytest.MonkeyPatch, server_can: str
) -> None:
    monkeypatch.setattr(Connection, "_capabilities", lambda _connection: [server_can])
    house.extensions["mailbox"] = replace(box, done=f'{box.folder} "read"')
    for _ in range(2):
        put(box, bounced(make, make.person()), b"From: a@b.example\n\nA question.\n")
        assert mailbox.step() == 2
    assert mailbox.step() == 0
    moved = 2 if server_can else 0
    assert number(box, box.folder) == 4 - moved
    assert unseen(box) == 2, "what a human should read stays, also when it comes again"
    assert not moved or number(box, f'{box.folder} "read"') == moved
    assert [row.sort for row in rows()] == [Sort.BOUNCE, Sort.OTHER, Sort.BOUNCE]


def test_server_says_that_it_can_move(house: Flask, make: Make, box: Box) -> None:
    house.extensions["mailbox"] = replace(box, done=f"{box.folder}-read")
    put(box, bounced(make, make.person()))
    assert mailbox.step() == 1
    assert (number(box, box.folder), number(box, f"{box.folder}-read")) == (0, 1)


def test_server_that_is_down_is_told_and_nothing_is_lost(
    make: Make, house: Flask, client: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    box = house.extensions["mailbox"] = box_at(free_port())
    assert mailbox.step() == 0
    assert failure() == "unreachable"
    assert client.get("/readyz").json["mailbox_failing_since"] == make.now.isoformat()
    page = client.sign_in(make.secretariat()).get("/en/incoming/").text
    assert "Its server cannot be reached." in page
    with imap_server.running(box.port):
        put(box, bounced(make, make.person()))
        assert mailbox.step() == 1
    db.session.expire_all()
    assert failure() == ""
    assert client.get("/readyz").json["mailbox_failing_since"] is None


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"password": "other"}, "credentials"),
        ({"folder": "Elsewhere"}, "folder"),
        # It offers no encryption, so nothing is said to it.
        ({"encryption": "starttls"}, "encryption"),
        ({"encryption": "tls"}, "encryption"),
    ],
)
def test_wrong_settings_are_told(house: Flask, make: Make, box: Box, wrong: dict[str, str], code: str) -> None:
    house.extensions["mailbox"] = replace(box, **wrong)
    mailbox.step()
    assert failure() == code


def test_silent_server_is_given_up_in_time(house: Flask, make: Make) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        house.extensions["mailbox"] = replace(box_at(silent.getsockname()[1]), timeout=0.2)
        mailbox.step()
    assert failure() == "timeout"


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate with its key, and alone; made while the clock still goes, since OpenSSL looks at the real one."""
    folder = tmp_path_factory.mktemp("certificates")
    here = (x509.IPAddress(ipaddress.ip_address("127.0.0.1")),)
    signed, _key, path = certificate(folder, "mail", hosts=here)
    alone = folder / "public.pem"
    alone.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    return path, alone


@pytest.mark.parametrize(("trusted", "code"), [(True, ""), (False, "certificate")])
def test_server_is_spoken_to_only_under_a_certificate_that_is_trusted(
    certified: tuple[Path, Path], house: Flask, make: Make, trusted: bool, code: str
) -> None:
    path, alone = certified
    box = replace(box_at(free_port()), encryption="starttls", ca_file=str(alone) if trusted else None)
    house.extensions["mailbox"] = box
    with imap_server.running(box.port, certificate=path):
        mailbox.step()
    assert failure() == code


def test_poison_message_holds_up_nobody(make: Make, box: Box, monkeypatch, caplog: pytest.LogCaptureFixture) -> None:
    person = make.person()
    poison, good = bounced(make, make.person("Poison")), bounced(make, person)
    take = incoming.take

    def breaks(octets: bytes, *args, **kwargs) -> Incoming | None:
        if octets == poison:
            raise KeyError("poison")
        return take(octets, *args, **kwargs)

    monkeypatch.setattr(incoming, "take", breaks)
    put(box, poison, good)
    assert mailbox.step() == 2
    assert [row.fate for row in rows()] == [Fate.UNREAD, Fate.MATCHED]
    assert person.address_failed_at == make.now
    assert unseen(box) == 1, "a human finds it"
    assert mailbox.step() == 0


def test_message_taken_before_a_crash_is_known_when_it_comes_again(make: Make, box: Box) -> None:
    octets = bounced(make, make.person())
    put(box, octets)
    assert mailbox.step() == 1
    with transaction():
        state = queries.mailbox()
        assert state is not None
        state.last_uid = 0
    assert mailbox.step() == 1
    assert len(rows()) == 1


def test_messages_numbered_anew_are_looked_at_again(make: Make, box: Box) -> None:
    with transaction():
        db.session.add(Mailbox(id=1, validity=7, last_uid=10**9))
    put(box, bounced(make, make.person()))
    assert mailbox.step() == 1
    assert len(rows()) == 1


def test_one_process_reads_at_a_time_until_its_lease_ends(make: Make, box: Box) -> None:
    with transaction():
        assert mailboxes.claim(now=make.now) == 1
    with transaction():
        assert mailboxes.claim(now=make.now + mailboxes.LEASE - timedelta(seconds=1)) is None
        assert mailboxes.claim(now=make.now + mailboxes.LEASE + timedelta(seconds=1)) == 1


def at_once(app: Flask, task: Callable[[], object]) -> list[object]:
    """Run *task* in two threads, as two schedulers would, and return what each found."""
    barrier, found = threading.Barrier(2), list[object]()

    def work() -> None:
        with app.app_context():
            barrier.wait(10)
            found.append(task())

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_two_processes_take_a_message_once(app: Flask, make: Make) -> None:
    octets, address = bounced(make, make.person()), Returns(ADDRESS, SECRET)
    db.session.commit()
    found = at_once(app, lambda: returns.receive(octets, address))
    assert sorted(found, key=str) == [None, Sort.BOUNCE]
    assert len(rows()) == 1


def test_control_without_the_transaction_both_would_take_it(app: Flask, make: Make) -> None:
    octets, both_looked = bounced(make, make.person()), threading.Barrier(2)
    db.session.commit()

    def looks_first() -> bool:
        known = queries.is_known(octets)
        both_looked.wait(10)
        return known

    assert at_once(app, looks_first) == [False, False]


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The messages that were fetched, each time."""
    numbers, fetch = list[int](), Connection.fetch

    def noted(connection: Connection, uid: int, *, longest: int) -> bytes | None:
        numbers.append(uid)
        return fetch(connection, uid, longest=longest)

    monkeypatch.setattr(Connection, "fetch", noted)
    return numbers


def test_two_schedulers_read_a_mailbox_once(house: Flask, make: Make, box: Box, fetched: list[int]) -> None:
    put(box, bounced(make, make.person()), b"From: a@b.example\n\nA question.\n")
    at_once(house, mailbox.step)
    assert len(fetched) == len(set(fetched)) == len(rows()) == 2


def test_control_schedulers_that_claim_nothing_read_it_twice(
    house: Flask, make: Make, box: Box, fetched: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        assert mailboxes.claim(now=make.now) == 1
    both_looked, after = threading.Barrier(2), Connection.after

    def looks_first(connection: Connection, uid: int, *, most: int) -> list[int]:
        found = after(connection, uid, most=most)
        both_looked.wait(10)
        return found

    monkeypatch.setattr(mailboxes, "claim", lambda *, now: 1)
    monkeypatch.setattr(Connection, "after", looks_first)
    put(box, bounced(make, make.person()))
    at_once(house, mailbox.step)
    assert len(fetched) == 2
    assert len(rows()) == 1, "what a message says is taken once all the same"


def test_long_message_is_read_as_far_as_it_counts(make: Make, box: Box) -> None:
    put(box, bounced(make, make.person()) + b"x" * 1_200_000)
    assert mailbox.step() == 1
    assert db.session.scalar(sa.select(Mail.state)) is MailState.BOUNCED


def test_without_settings_no_mailbox_is_read(make: Make) -> None:
    clockwork.mailbox.step()
    assert queries.mailbox() is None


@pytest.mark.parametrize(
    ("url", "encryption", "port", "folder"),
    [
        ("imaps://me:pw@mail.example", "tls", 993, "INBOX"),
        ("imap://me:pw@mail.example/Returns", "starttls", 143, "Returns"),
        ("imap+plain://me%40b.example:p%2Fw@localhost:1143/INBOX/Returns", "off", 1143, "INBOX/Returns"),
    ],
)
def test_address_of_a_mailbox_is_read(url: str, encryption: str, port: int, folder: str) -> None:
    found = Box.from_url(url)
    assert (found.encryption, found.port, found.folder) == (encryption, port, folder)
    assert found.password not in repr(found)


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "pop3://me:s3cret@mail.example",
        "imaps://mail.example",
        "imaps://me@mail.example",
        "imaps://me:s3cret@mail.example:port",
        "imaps://me:s3cr%C3%A9t@mail.example",
        "imaps://me:s3cret%0D%0A@mail.example",
        "imaps://me:s3cret@mail.example/IN%0D%0ABOX",
        "imaps://me:s3cret@mail.example?tls=off",
        "imaps://me:s3cret@mail.example?ca=/no/such/file.pem",
        f"imaps://me:s3cret@mail.example?ca={Path(__file__)}",
    ],
)
def test_wrong_address_of_a_mailbox_is_refused_in_one_sentence(url: str) -> None:
    with pytest.raises(ValueError) as refusal:
        Box.from_url(url)
    assert "s3c" not in str(refusal.value)
