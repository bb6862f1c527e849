"""Storage: what goes in comes out, whole or not at all, in a folder and in a real S3 server."""

import io
import os
import resource
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from meetings import storage

BIG = 11 * 1024 * 1024


class CutOff(io.BytesIO):
    """A stream that breaks off after some reads, as an upload does when the line drops."""

    def __init__(self, reads: int) -> None:
        super().__init__(b"x" * BIG)
        self.reads = reads

    def read(self, size: int | None = -1) -> bytes:
        if self.reads == 0:
            raise ConnectionResetError("the line dropped")
        self.reads -= 1
        return super().read(size)


@pytest.fixture(scope="module")
def s3_url() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    urllib.request.urlopen(urllib.request.Request(f"{endpoint}/minutes", method="PUT")).close()
    yield f"s3://minutes/house/files?endpoint={endpoint}&region=eu-west-1"
    server.stop()


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> storage.Storage:
    if request.param == "local":
        return storage.LocalStorage(tmp_path / "files")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    return storage.from_url(request.getfixturevalue("s3_url"), tmp_path)


@pytest.mark.parametrize("size", [0, 1, 5 * 1024 * 1024, BIG])
def test_put_keeps_every_byte(store: storage.Storage, size: int) -> None:
    data, key = os.urandom(size), storage.new_key()
    assert store.put(key, io.BytesIO(data)) == size
    with store.open(key) as kept:
        assert kept.read() == data


def test_put_again_replaces(store: storage.Storage) -> None:
    key = storage.new_key()
    store.put(key, io.BytesIO(b"first, longer"))
    store.put(key, io.BytesIO(b"second"))
    with store.open(key) as kept:
        assert kept.read() == b"second"


def test_open_can_seek(store: storage.Storage) -> None:
    key = storage.new_key()
    store.put(key, io.BytesIO(b"0123456789"))
    with store.open(key) as kept:
        assert kept.seek(4) == 4
        assert kept.read(3) == b"456"
        assert kept.seek(-1, io.SEEK_END) == 9
        assert kept.read() == b"9"


def test_delete_forgets_and_may_be_repeated(store: storage.Storage) -> None:
    key = storage.new_key()
    store.put(key, io.BytesIO(b"x"))
    assert store.exists(key)
    store.delete(key)
    store.delete(key)
    assert not store.exists(key)
    with pytest.raises(FileNotFoundError):
        store.open(key)


@pytest.mark.parametrize("reads", [0, 1, 2])
def test_put_cut_off_leaves_nothing(store: storage.Storage, reads: int) -> None:
    key = storage.new_key()
    with pytest.raises(ConnectionResetError):
        store.put(key, CutOff(reads))
    assert not store.exists(key)
    if isinstance(store, storage.LocalStorage):
        assert list(store.folder.iterdir()) == []


def test_put_cut_off_keeps_what_was_there(store: storage.Storage) -> None:
    key = storage.new_key()
    store.put(key, io.BytesIO(b"adopted"))
    with pytest.raises(ConnectionResetError):
        store.put(key, CutOff(1))
    with store.open(key) as kept:
        assert kept.read() == b"adopted"


@pytest.mark.parametrize(
    "key",
    [
        *("", ".", "..", "../x", "a/../../x", "/etc/passwd", "a//b", "a\\b", "a\0b", "A", "é", "a/.hidden"),
        *("-rf", "x" * 201, "a/b/c/d/e", "c:evil", "x\n", "٣", "a..b", ".unfinished-x"),
    ],
)
def test_keys_that_are_not_ours_are_refused(store: storage.Storage, key: str) -> None:
    with pytest.raises(storage.KeyRefused):
        store.put(key, io.BytesIO(b"x"))
    with pytest.raises(storage.KeyRefused):
        store.open(key)
    with pytest.raises(storage.KeyRefused):
        store.delete(key)
    with pytest.raises(storage.KeyRefused):
        store.exists(key)


def test_keys_may_stand_in_a_folder_and_have_an_ending(store: storage.Storage) -> None:
    store.put("archive/7/0a1b.zip", io.BytesIO(b"zip"))
    assert store.exists("archive/7/0a1b.zip")


def test_put_on_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    store, soft = storage.LocalStorage(tmp_path), resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024 * 1024, soft[1]))
    try:
        with pytest.raises(OSError):
            store.put("aa", io.BytesIO(b"x" * BIG))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, soft)
        signal.signal(signal.SIGXFSZ, handler)
    assert list(tmp_path.iterdir()) == []


def test_sweep_removes_what_a_killed_process_left(tmp_path: Path) -> None:
    script = (
        "import io, os, signal, sys; from pathlib import Path; from meetings import storage\n"
        "class Slow(io.BytesIO):\n"
        "    def read(self, size=-1): os.kill(os.getpid(), signal.SIGKILL)\n"
        "storage.LocalStorage(Path(sys.argv[1])).put('aa', Slow(b'x'))\n"
    )
    assert subprocess.run([sys.executable, "-c", script, tmp_path]).returncode == -signal.SIGKILL
    store, now = storage.LocalStorage(tmp_path), datetime.now(UTC)
    assert not store.exists("aa")
    assert len(list(tmp_path.iterdir())) == 1
    assert store.sweep(before=now - timedelta(hours=1)) == 0
    assert store.sweep(before=now + timedelta(hours=1)) == 1
    assert list(tmp_path.iterdir()) == []


def test_s3_is_refused_in_a_child_forked_after_its_use(s3_url: str, tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from meetings import storage\n"
        "store = storage.from_url(sys.argv[1], Path('.')); assert not store.exists('aa')\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    try: store.exists('aa')\n"
        "    except RuntimeError: os._exit(7)\n"
        "    os._exit(1)\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    done = subprocess.run([sys.executable, "-c", script, s3_url], env={**os.environ, **keys}, timeout=60)
    assert done.returncode == 7


def test_from_url_reads_folders_and_buckets(tmp_path: Path) -> None:
    default = storage.from_url("", tmp_path)
    assert isinstance(default, storage.LocalStorage)
    assert default.folder == tmp_path
    local = storage.from_url("file:///srv/my%20files", tmp_path)
    assert isinstance(local, storage.LocalStorage)
    assert local.folder == Path("/srv/my files")
    bucket = storage.from_url("s3://minutes/a/b/?endpoint=http://127.0.0.1:9000&region=eu-west-1", tmp_path)
    assert isinstance(bucket, storage.S3Storage)
    assert (bucket.bucket, bucket.prefix, bucket.endpoint) == ("minutes", "a/b", "http://127.0.0.1:9000")


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://x/y", "/srv/files", "file://host/x", "file:///", "s3:///prefix"),
        *("s3://key:secret@bucket/x", "s3://bucket/x?secret=1", "s3://bucket/x?endpoint"),
    ],
)
def test_from_url_refuses_what_it_cannot_mean(url: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        storage.from_url(url, tmp_path)


def test_expire_forgets_what_lay_too_long_in_one_folder(store: storage.Storage) -> None:
    for key in ("waiting/1", "waiting/2", "kept"):
        store.put(key, io.BytesIO(b"x"))
    now = datetime.now(UTC)
    assert store.expire("waiting", before=now - timedelta(hours=1)) == 0
    assert store.expire("nothing", before=now + timedelta(hours=1)) == 0
    assert store.expire("waiting", before=now + timedelta(hours=1)) == 2
    assert [store.exists(key) for key in ("waiting/1", "waiting/2", "kept")] == [False, False, True]
