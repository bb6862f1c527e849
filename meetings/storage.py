"""Where files lie: a folder of this machine or a bucket of an S3 service, behind one protocol."""

import io
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, cast
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from meetings.core.later import Later

if TYPE_CHECKING:
    import obstore
    from obstore import store as stores
else:
    obstore, stores = Later("obstore"), Later("obstore.store")

KEY = re.compile(r"(?:[0-9a-z][0-9a-z_-]*/){0,3}[0-9a-z][0-9a-z_-]*(?:\.[0-9a-z]{1,8})?", re.ASCII)
KEY_LENGTH = 200
UNFINISHED = ".unfinished-"
CHUNK = 5 * 1024 * 1024
READ_AHEAD = 1024 * 1024
TIMEOUTS = {"connect_timeout": "10s", "timeout": "60s"}
RETRIES = {"max_retries": 3, "retry_timeout": timedelta(seconds=30)}
S3_OPTIONS = frozenset({"endpoint", "region"})


class KeyRefused(ValueError):
    """The key is not one of our own random names."""


class Storage(Protocol):
    """Keeps the bytes of files under keys of our own; everything known about a file is in the database."""

    def put(self, key: str, data: BinaryIO) -> int:
        """Keep the rest of *data* under *key*, whole or not at all, and return its size in bytes."""

    def open(self, key: str) -> BinaryIO:
        """Open what *key* holds for reading; raises ``FileNotFoundError``."""

    def delete(self, key: str) -> None:
        """Forget what *key* holds; a key that holds nothing is no error."""

    def exists(self, key: str) -> bool:
        """Say whether *key* holds anything."""

    def sweep(self, *, before: datetime) -> int:
        """Remove writes that broke off and were last touched *before*; return how many."""

    def expire(self, folder: str, *, before: datetime) -> int:
        """Forget what lies under the keys of *folder* and was put *before*; return how many."""


class Bin(Protocol):
    """What actions need of a storage that only forget files."""

    def delete(self, key: str) -> None:
        """Forget what *key* holds."""


class Files(Bin, Protocol):
    """What actions need of a storage; the entry point sees to it that files share the fate of the rows (``filing``)."""

    def put(self, key: str, data: BinaryIO) -> int:
        """Keep the rest of *data* under *key*, and return its size in bytes."""


def new_key(folder: str = "") -> str:
    """Return a fresh random key, never seen and not to be guessed, inside *folder*."""
    return f"{folder}/{secrets.token_hex(16)}" if folder else secrets.token_hex(16)


def from_url(url: str, default: Path) -> Storage:
    """Return the storage that *url* names, or the folder *default* when *url* is empty.

    ``file:///srv/files`` or ``s3://bucket/prefix?endpoint=https://…&region=…``; the access key of a bucket
    comes from ``AWS_ACCESS_KEY_ID`` and ``AWS_SECRET_ACCESS_KEY``. Raises ``ValueError`` with one sentence.
    """
    if not url:
        return LocalStorage(default)
    parts = urlsplit(url)
    if parts.scheme == "s3":
        return S3Storage(url)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost") or len(parts.path) < 2 or parts.query:
        raise ValueError("The storage address must be file:///folder or s3://bucket/prefix.")
    return LocalStorage(Path(unquote(parts.path)))


class LocalStorage:
    """Files in one folder of this machine."""

    def __init__(self, folder: Path) -> None:
        """Remember *folder*; it is made when the first file comes."""
        self.folder = Path(folder)

    def put(self, key: str, data: BinaryIO) -> int:
        """Keep the rest of *data* under *key*, whole or not at all, and return its size in bytes.

        The bytes are on the disk before the name appears, so a crash or a full disk leaves no half file.
        """
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(prefix=UNFINISHED, dir=self.folder)
        try:
            size = _write(handle, data)
            os.replace(unfinished, path)
        except BaseException:
            os.unlink(unfinished)
            raise
        _sync_folder(path.parent)
        return size

    def open(self, key: str) -> BinaryIO:
        """Open what *key* holds for reading; raises ``FileNotFoundError``."""
        return self._path(key).open("rb")

    def delete(self, key: str) -> None:
        """Forget what *key* holds; a key that holds nothing is no error."""
        self._path(key).unlink(missing_ok=True)

    def exists(self, key: str) -> bool:
        """Say whether *key* holds anything."""
        return self._path(key).is_file()

    def sweep(self, *, before: datetime) -> int:
        """Remove writes that broke off and were last touched *before*; return how many."""
        return _remove_old(self.folder.glob(f"{UNFINISHED}*"), before)

    def expire(self, folder: str, *, before: datetime) -> int:
        """Forget what lies under the keys of *folder* and was put *before*; return how many."""
        return _remove_old(self._path(folder).glob("*"), before)

    def _path(self, key: str) -> Path:
        return self.folder / checked(key)


class S3Storage:
    """Files in a bucket of an S3 service, below a prefix.

    The connection is made at the first use and belongs to that process: the library behind it hangs in a
    child forked after that, so a forked child is refused with ``RuntimeError`` instead.
    """

    def __init__(self, url: str) -> None:
        """Read *url*, ``s3://bucket/prefix?endpoint=…&region=…``; nothing is sent yet."""
        parts = urlsplit(url)
        _check_s3(parts)
        options = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
        if unknown := options.keys() - S3_OPTIONS:
            raise ValueError(f"The storage address has an unknown option: {', '.join(sorted(unknown))}.")
        self.bucket = parts.netloc
        self.prefix = unquote(parts.path).strip("/")
        self.endpoint = options.get("endpoint")
        self.region = options.get("region")
        self._connected: tuple[int, stores.S3Store] | None = None

    def put(self, key: str, data: BinaryIO) -> int:
        """Keep the rest of *data* under *key*, whole or not at all, and return its size in bytes."""
        counted = _Counted(data)
        first = counted.next()
        if len(first) < CHUNK:
            obstore.put(self._store, checked(key), first, use_multipart=False)
        else:
            whole = chain([first], iter(counted.next, b""))
            obstore.put(self._store, checked(key), whole, use_multipart=True, chunk_size=CHUNK, max_concurrency=2)
        return counted.size

    def open(self, key: str) -> BinaryIO:
        """Open what *key* holds for reading, a megabyte at a time; raises ``FileNotFoundError``."""
        return cast(BinaryIO, io.BufferedReader(_S3Reader(self._store, checked(key)), READ_AHEAD))

    def delete(self, key: str) -> None:
        """Forget what *key* holds; a key that holds nothing is no error."""
        with suppress(FileNotFoundError):
            obstore.delete(self._store, checked(key))

    def exists(self, key: str) -> bool:
        """Say whether *key* holds anything."""
        try:
            obstore.head(self._store, checked(key))
        except FileNotFoundError:
            return False
        return True

    def sweep(self, *, before: datetime) -> int:
        """Do nothing: an upload that breaks off is dropped at once, or by the bucket's own rule."""
        return 0

    def expire(self, folder: str, *, before: datetime) -> int:
        """Forget what lies under the keys of *folder* and was put *before*; return how many."""
        found = chain.from_iterable(obstore.list(self._store, prefix=f"{checked(folder)}/"))
        old = [entry["path"] for entry in found if entry["last_modified"] < before]
        for key in old:
            self.delete(key)
        return len(old)

    @property
    def _store(self) -> "stores.S3Store":
        if self._connected is None:
            self._connected = (os.getpid(), self._connect())
        pid, store = self._connected
        if pid != os.getpid():
            raise RuntimeError("The object storage was used before this process was forked.")
        return store

    def _connect(self) -> "stores.S3Store":
        given = {"endpoint": self.endpoint, "region": self.region}
        config: Any = {name: value for name, value in given.items() if value}
        options: Any = {**TIMEOUTS, "allow_http": (self.endpoint or "").startswith("http://")}
        retries: Any = RETRIES
        return stores.S3Store(
            self.bucket,
            prefix=self.prefix or None,
            config=config,
            client_options=options,
            retry_config=retries,
        )


class _Counted:
    """A stream read in full chunks, its bytes counted as they go by."""

    def __init__(self, data: BinaryIO) -> None:
        self.size = 0
        self._data = data

    def next(self) -> bytes:
        """Return the next *CHUNK* bytes, fewer only at the end of the stream."""
        parts, missing = [], CHUNK
        while missing and (part := self._data.read(missing)):
            parts.append(part)
            missing -= len(part)
        self.size += CHUNK - missing
        return b"".join(parts)


class _S3Reader(io.RawIOBase):
    """An object of a bucket as a raw stream that can seek."""

    def __init__(self, store: "stores.S3Store", key: str) -> None:
        self._file = obstore.open_reader(store, key, buffer_size=READ_AHEAD)

    def readable(self) -> bool:
        """Say that it can be read from."""
        return True

    def seekable(self) -> bool:
        """Say that reading can begin anywhere."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill *buffer*, and return how much of it was filled."""
        view = memoryview(buffer)
        got = memoryview(self._file.read(len(view)))
        view[: len(got)] = got
        return len(got)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to the place that lies *offset* from *whence*."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the place where reading goes on."""
        return self._file.tell()


def checked(key: str) -> str:
    """Return *key* if it is one of our own names; raises ``KeyRefused``."""
    if len(key) > KEY_LENGTH or not KEY.fullmatch(key):
        raise KeyRefused(f"not a key of ours: {key[:80]!r}")
    return key


def _check_s3(parts: SplitResult) -> None:
    if parts.scheme != "s3" or not parts.netloc:
        raise ValueError("The storage address of a bucket must be s3://bucket/prefix.")
    if "@" in parts.netloc:
        raise ValueError("The access key of a bucket belongs in AWS_ACCESS_KEY_ID, not in the address.")


def _write(handle: int, data: BinaryIO) -> int:
    with os.fdopen(handle, "wb") as file:
        shutil.copyfileobj(data, file, READ_AHEAD)
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def _remove_old(paths: Iterable[Path], before: datetime) -> int:
    """Remove the files last touched *before* and return how many there were."""
    removed = 0
    for path in paths:
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before.timestamp():
                path.unlink()
                removed += 1
    return removed


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
