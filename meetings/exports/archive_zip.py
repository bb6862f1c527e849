"""A meeting's papers in one ZIP file: clean names, equal bytes for equal papers, little memory."""

import io
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, cast

from meetings.core import filenames

IN_MEMORY = 8 * 1024 * 1024
CHUNK = 1024 * 1024
LONGEST_FOLDER = 60
DEEPEST = 6
SEPARATOR = re.compile(r"[/\\]")
NO_NAME = "document"
#: Already compressed, and stored as they are.
COMPACT = frozenset({".pdf", ".docx", ".pptx", ".xlsx", ".odt", ".odp", ".ods", ".png", ".jpg", ".jpeg", ".zip"})
UNIX = 3
READABLE = 0o100644 << 16
EARLIEST, LATEST = datetime(1980, 1, 1, tzinfo=UTC), datetime(2107, 12, 31, 23, 59, 58, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: where it stands in it, what it holds and when that was last changed."""

    path: str
    content: bytes | BinaryIO
    modified: datetime


def archive(members: Iterable[Member]) -> BinaryIO:
    """Return the *members* as an open ZIP file at its beginning; whoever asks closes it.

    The members are taken one by one, so an iterable may open and close each stream in turn; beyond eight
    megabytes the archive lies in a nameless temporary file. The same members give the same bytes.
    """
    out = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115
    try:
        with zipfile.ZipFile(out, "w") as target:
            taken: set[str] = set()
            for member in members:
                _add(target, _unique(clean_path(member.path), taken), member)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


def clean_path(path: str) -> str:
    """Return *path* with each part made harmless, and no way out of the folder it is unpacked in."""
    *folders, name = SEPARATOR.split(path)
    cleaned = [filenames.cleaned(folder, longest=LONGEST_FOLDER) for folder in folders]
    return "/".join([*filter(None, cleaned[:DEEPEST]), filenames.cleaned(name) or NO_NAME])


def _unique(path: str, taken: set[str]) -> str:
    """Return *path*, numbered if a system that ignores case has it already, and take it."""
    folder, slash, name = path.rpartition("/")
    unique, number = path, 1
    while unique.casefold() in taken:
        number += 1
        unique = f"{folder}{slash}{filenames.numbered(name, number)}"
    taken.add(unique.casefold())
    return unique


def _add(target: zipfile.ZipFile, path: str, member: Member) -> None:
    entry = zipfile.ZipInfo(path, _moment(member.modified))
    entry.create_system = UNIX
    entry.external_attr = READABLE
    compact = filenames.split(path)[1] in COMPACT
    entry.compress_type = zipfile.ZIP_STORED if compact else zipfile.ZIP_DEFLATED
    content = io.BytesIO(member.content) if isinstance(member.content, bytes) else member.content
    with target.open(entry, "w") as file:
        shutil.copyfileobj(content, file, CHUNK)


def _moment(modified: datetime) -> tuple[int, int, int, int, int, int]:
    """Return *modified* in UTC as ZIP files can hold it: from 1980 to 2107."""
    moment = min(max(modified.astimezone(UTC), EARLIEST), LATEST)
    return moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second
