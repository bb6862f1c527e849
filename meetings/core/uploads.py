"""Which files may come in: name, size and content judged together, nothing trusted that the sender says."""

import codecs
import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from meetings.core import filenames, packages
from meetings.core.errors import Refused
from meetings.core.later import Later
from meetings.core.packages import ArchiveSuspicious, ContentDisagrees, Package

if TYPE_CHECKING:
    import puremagic
else:
    puremagic = Later("puremagic")

__all__ = [
    "ENDINGS",
    "Accepted",
    "ArchiveSuspicious",
    "ContentDisagrees",
    "FileEmpty",
    "FileNameUnusable",
    "FileTooBig",
    "FileTypeUnknown",
    "check",
]

CHUNK = 256 * 1024
HEAD = 40 * 1024
OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."

PACKAGES = {
    ".docx": Package(f"{OOXML}wordprocessingml.document", "word/"),
    ".pptx": Package(f"{OOXML}presentationml.presentation", "ppt/"),
    ".xlsx": Package(f"{OOXML}spreadsheetml.sheet", "xl/"),
    ".odt": Package(f"{ODF}text"),
    ".odp": Package(f"{ODF}presentation"),
    ".ods": Package(f"{ODF}spreadsheet"),
}
SIGNED = {".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
TEXTS = {".txt": "text/plain", ".csv": "text/csv"}
#: Every ending that is let in, with the type under which the file is handed out again.
ENDINGS = {**SIGNED, **{ending: package.content_type for ending, package in PACKAGES.items()}, **TEXTS}
#: Texts that a program would run or draw rather than show.
NOT_PLAIN = re.compile(rb"\s*(<!doctype|<html|<head|<body|<script|<svg|<\?xml|<\?php|%pdf-|%!ps|\{\\rtf)", re.I)
CONTROLS = re.compile("[\0-\b\x0e-\x1f\x7f]")
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_LAST = b"IEND"


class FileEmpty(Refused):
    """The file has no content."""


class FileTooBig(Refused):
    """The file is larger than the *limit* in bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class FileTypeUnknown(Refused):
    """The ending of the name is not on the list."""

    def __init__(self, ending: str) -> None:
        super().__init__(ending)
        self.ending = ending


class FileNameUnusable(Refused):
    """Nothing is left of the name once what harms is taken out."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that may come in, under the name and type that we give it."""

    filename: str
    content_type: str
    size: int
    sha256: str


def check(filename: str, data: BinaryIO, *, limit: int) -> Accepted:
    """Judge the file that came as *filename* with the content *data*, of at most *limit* bytes.

    Leaves *data* at its beginning. Raises ``FileNameUnusable``, ``FileTypeUnknown``, ``FileEmpty``,
    ``FileTooBig``, ``ContentDisagrees`` or ``ArchiveSuspicious``.
    """
    name = filenames.cleaned(filename)
    if not name:
        raise FileNameUnusable
    ending = filenames.split(name)[1]
    if ending not in ENDINGS:
        raise FileTypeUnknown(ending)
    size, digest = _measured(data, limit)
    _judge_content(data, ending)
    data.seek(0)
    return Accepted(filename=name, content_type=ENDINGS[ending], size=size, sha256=digest)


def _measured(data: BinaryIO, limit: int) -> tuple[int, str]:
    """Return size and SHA-256 of *data*, read only as far as *limit* allows."""
    data.seek(0)
    size, digest = 0, hashlib.sha256()
    while chunk := data.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise FileTooBig(limit)
        digest.update(chunk)
    if not size:
        raise FileEmpty
    return size, digest.hexdigest()


def _judge_content(data: BinaryIO, ending: str) -> None:
    if package := PACKAGES.get(ending):
        packages.judge(data, package)
    elif ending in TEXTS:
        _judge_text(data)
    else:
        _judge_signed(data, ending)


def _judge_signed(data: BinaryIO, ending: str) -> None:
    """Judge a PDF or a picture by its first bytes, and that nothing else is hidden behind it."""
    data.seek(0)
    head = data.read(HEAD)
    if ending not in _endings_by_signature(head):
        raise ContentDisagrees
    if ending == ".png" and not _ends_with_picture(data):
        raise ContentDisagrees
    if packages.has_archive(data):
        raise ContentDisagrees


def _endings_by_signature(head: bytes) -> set[str]:
    """Return the endings of the types whose signature stands at the very beginning of *head*."""
    try:
        found = puremagic.magic_string(head)
    except puremagic.PureError:
        return set()
    return {match.extension for match in found if match.offset == 0 or head.startswith(match.byte_match)}


def _ends_with_picture(data: BinaryIO) -> bool:
    """Say whether the chunks of a PNG run to its last byte (PNG, third edition, section 5.3)."""
    size = data.seek(0, io.SEEK_END)
    at = len(PNG_SIGNATURE)
    while at + 12 <= size:
        data.seek(at)
        header = data.read(8)
        at += 12 + int.from_bytes(header[:4], "big")
        if header[4:] == PNG_LAST:
            return at == size
    return False


def _judge_text(data: BinaryIO) -> None:
    """Judge that all of it is UTF-8 without control characters and not a document of another kind."""
    data.seek(0)
    if NOT_PLAIN.match(data.read(CHUNK).removeprefix(codecs.BOM_UTF8)):
        raise ContentDisagrees
    data.seek(0)
    decode: Callable[..., str] = codecs.getincrementaldecoder("utf-8")().decode
    try:
        while chunk := data.read(CHUNK):
            if CONTROLS.search(decode(chunk)):
                raise ContentDisagrees
        decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise ContentDisagrees from error
