"""Keys of sealed ballots: made, found, destroyed, and swept when a poll is no longer under way."""

import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from meetings.core.ballot_box import KeysGone
from meetings.jobs import clockwork
from meetings.keyring import Keyring
from meetings.models.poll import Secrecy
from tests.conftest import SECRET
from tests.make import Make


@pytest.fixture
def keyring(tmp_path: Path, now: object) -> Keyring:
    return Keyring(tmp_path / "keys", secret=SECRET)


@pytest.mark.parametrize("apart", [True, False])
def test_keys_are_found_again_and_open_for_the_public_one(keyring: Keyring, apart: bool) -> None:
    public, kept = keyring.make(7, apart=apart)
    assert keyring.find(7, kept).public == public
    assert bool(kept) is not apart


def test_keys_apart_are_for_nobody_else_to_read(keyring: Keyring, tmp_path: Path) -> None:
    keyring.make(7, apart=True)
    (path,) = (tmp_path / "keys").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_forgotten_keys_are_gone_and_forgetting_twice_does_no_harm(keyring: Keyring) -> None:
    keyring.make(7, apart=True)
    keyring.forget(7)
    keyring.forget(7)
    with pytest.raises(KeysGone):
        keyring.find(7, "")


def test_keys_sealed_with_another_secret_do_not_open(keyring: Keyring, tmp_path: Path) -> None:
    _public, kept = keyring.make(7, apart=False)
    with pytest.raises(KeysGone):
        Keyring(tmp_path, secret=SECRET[::-1]).find(7, kept)


@pytest.mark.parametrize("spoilt", ["", "zz", "00" * 63])
def test_spoilt_key_file_is_no_key(keyring: Keyring, tmp_path: Path, spoilt: str) -> None:
    keyring.make(7, apart=True)
    (tmp_path / "keys" / "7.key").write_text(spoilt)
    with pytest.raises(KeysGone):
        keyring.find(7, "")


def test_sweep_destroys_old_keys_of_polls_that_are_not_under_way(make: Make) -> None:
    make.ncp(make.member())
    open_poll = make.open_poll(make.meeting(), secrecy=Secrecy.SECRET)
    prepared = make.poll(make.meeting(number=9), secrecy=Secrecy.SECRET)
    make.keys.make(prepared.id, apart=True)
    make.keys.make(prepared.id + 1000, apart=True)
    old = (make.now - timedelta(hours=2)).timestamp()
    for poll_id in (open_poll.id, prepared.id):
        os.utime(make.keys._path(poll_id), (old, old))
    recent = (make.now - timedelta(minutes=1)).timestamp()
    os.utime(make.keys._path(prepared.id + 1000), (recent, recent))
    clockwork.forget_keys()
    there = make.keys.there(before=make.now)
    make.keys.forget(prepared.id + 1000)
    assert there == [open_poll.id, prepared.id + 1000]
