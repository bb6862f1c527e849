"""Both addresses hear when two records become one."""

from meetings.domain.merging import actions
from meetings.extensions import db, transaction
from meetings.models.outbox import Mail
from meetings.notices import post
from tests.domain.merging.conftest import Twice, twice

__all__ = ["twice"]


def mails() -> dict[str, Mail]:
    return {mail.recipient_email: mail for mail in db.session.query(Mail).filter_by(kind="person.merged")}


def test_both_addresses_are_told(twice: Twice) -> None:
    twice.merge()
    post.handle(50, now=twice.make.now)
    told = mails()
    assert set(told) == {"w.kamande@customs.example", "wkamande@customs.example"}
    assert told["w.kamande@customs.example"].person_id == twice.kept.id
    assert "/en/people/me/" in told["w.kamande@customs.example"].text
    closed = told["wkamande@customs.example"]
    assert (closed.language, closed.person_id) == ("fr", None)
    assert "/fr/sign-in/" in closed.text
    assert "w.kamande@" not in closed.text + closed.html


def test_nobody_is_told_of_what_was_undone(twice: Twice) -> None:
    row = twice.merge()
    with transaction():
        actions.undo(row, by=twice.by, now=twice.make.now)
    post.handle(50, now=twice.make.now)
    assert mails() == {}
