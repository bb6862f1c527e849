"""The commands that look at the audit trail."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings.domain.audit import sealing
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine, AuditSeal
from tests.domain.audit.test_trail import note, unguarded
from tests.make import Make


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    """Run ``flask audit`` and return its exit code and what it said."""
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=["audit", *arguments])
    return result.exit_code, result.output


def test_verify_says_what_it_finds(make: Make, app: Flask) -> None:
    ids = note(make, 3)
    code, said = run(app, "verify")
    assert code == 3
    assert "Lines not sealed yet" in said
    with transaction():
        sealing.seal()
    code, said = run(app, "verify")
    assert (code, "is whole" in said) == (0, True)
    link = said.split("Last link: ")[1].strip()
    assert run(app, "verify", "--seen", link)[0] == 0
    assert run(app, "verify", "--seen", f"1:{'0' * 64}")[0] == 1
    with unguarded() as connection:
        connection.execute(sa.update(AuditLine).where(AuditLine.id == ids[0]).values(verb="x.y"))
        connection.execute(sa.delete(AuditLine).where(AuditLine.id == ids[2]))
    code, said = run(app, "verify")
    assert code == 1
    assert f"Line {ids[0]} is altered" in said
    assert f"Line {ids[2]} is missing" in said


def test_link_noted_before_old_lines_went_is_no_break(make: Make, app: Flask) -> None:
    note(make, 3)
    with transaction():
        sealing.seal()
    links = db.session.scalars(sa.select(AuditSeal).order_by(AuditSeal.position)).all()
    early, last = (f"{link.position}:{link.hash}" for link in (links[0], links[-1]))
    with transaction():
        sealing.forget_before(make.now + timedelta(days=1), now=make.now + timedelta(days=1))
        sealing.seal()
    code, said = run(app, "verify", "--seen", early)
    assert (code, "whose time was over" in said, "cut off" in said) == (0, True, False)
    assert run(app, "verify", "--seen", last)[0] == 0
    for false in (last.partition(":")[0] + f":{'0' * 64}", f"0:{'0' * 64}", f"99:{'0' * 64}"):
        code, said = run(app, "verify", "--seen", false)
        assert (code, "cut off or made anew" in said) == (1, True)


@pytest.mark.parametrize("seen", ["x", "1", "١:" + "0" * 64, f"-1:{'0' * 64}"])
def test_verify_refuses_a_link_that_is_none(make: Make, app: Flask, seen: str) -> None:
    assert run(app, "verify", "--seen", seen)[0] == 2


def test_export_gives_each_line_as_json(make: Make, app: Flask) -> None:
    note(make, 3)
    with transaction():
        sealing.seal()
    code, said = run(app, "export")
    lines = [json.loads(line) for line in said.splitlines()]
    assert code == 0
    assert len(lines) == db.session.scalar(sa.select(sa.func.count()).select_from(AuditLine))
    assert all(line["hash"] for line in lines)


def test_touched_lists_what_one_account_did(make: Make, app: Flask) -> None:
    person = make.secretariat()
    note(make, 2, by=person)
    email = person.email
    code, said = run(app, "touched", email, "--since", "2027-03-01", "--until", "2027-03-02")
    assert code == 0
    assert "person:" in said
    assert "1 thing in all." in said
    assert run(app, "touched", email, "--until", "2027-03-01")[1] == "0 things in all.\n"
    assert run(app, "touched", "nobody@example.org")[0] == 1
