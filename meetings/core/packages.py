"""Office files are ZIP archives: judged by their list of members, before anything is unpacked."""

import io
import struct
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from meetings.core.errors import Refused

#: End of central directory, its ZIP64 locator and record (APPNOTE.TXT 6.3.10, sections 4.3.14 to 4.3.16).
END = struct.Struct("<4s4H2LH")
LOCATOR = struct.Struct("<4sLQL")
END_64 = struct.Struct("<4sQ2H2L4Q")
END_SIGNATURE = b"PK\x05\x06"
LOCATOR_SIGNATURE = b"PK\x06\x07"
LIST_ENTRY = b"PK\x01\x02"
LOCAL_HEADER = b"PK\x03\x04"
LOCAL_HEADER_SIZE = 30
LONGEST_COMMENT = 0xFFFF
IN_END_64 = 0xFFFFFFFF
ENCRYPTED = 0x1

MOST_MEMBERS = 10_000
LARGEST_LIST = 4 * 1024 * 1024
LARGEST_UNPACKED = 1024 * 1024 * 1024
#: Under this size a high ratio is harmless: a sheet of equal rows shrinks two-hundredfold.
SMALL_UNPACKED = 64 * 1024 * 1024
HIGHEST_RATIO = 100
MIMETYPE_LENGTH = 100
MACROS = "vbaproject.bin"


class ContentDisagrees(Refused):
    """What is in the file is not what its ending says."""


class ArchiveSuspicious(Refused):
    """The archive inside an office file is built as attacks are: far too large, overlapping, leading outside."""


@dataclass(frozen=True, slots=True)
class Package:
    """What the archive of one kind of office file must hold."""

    content_type: str
    #: The folder of the main part of an OOXML file; None for OpenDocument, which names its type instead.
    folder: str | None = None


def judge(data: BinaryIO, package: Package) -> None:
    """Accept *data* as a *package*; raises ``ContentDisagrees`` or ``ArchiveSuspicious``.

    Nothing is unpacked but the hundred bytes in which an OpenDocument file names its type.
    """
    _judge_list(data)
    try:
        with zipfile.ZipFile(data) as archive:
            members = archive.infolist()
            _judge_members(members)
            _judge_places(members, archive.start_dir)
            _judge_kind(archive, package)
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError, struct.error) as error:
        raise ContentDisagrees from error


def has_archive(data: BinaryIO) -> bool:
    """Say whether an unpacker would find a ZIP archive at the end of *data*, whatever it begins with."""
    size = data.seek(0, io.SEEK_END)
    data.seek(max(0, size - END.size - LONGEST_COMMENT))
    tail = data.read()
    at = tail.rfind(END_SIGNATURE)
    if at < 0 or len(tail) - at < END.size:
        return False
    length = END.unpack_from(tail, at)[5]
    begins = size - len(tail) + at - length
    if length == IN_END_64:
        return True
    if begins < 0:
        return False
    data.seek(begins)
    return data.read(4) in (LIST_ENTRY, END_SIGNATURE)


def _judge_list(data: BinaryIO) -> None:
    """Judge the size of the list of members before the list is read."""
    data.seek(0)
    if data.read(4) != LOCAL_HEADER:
        raise ContentDisagrees
    size = data.seek(0, io.SEEK_END)
    data.seek(max(0, size - END.size - LOCATOR.size - END_64.size))
    tail = data.read()
    end, locator = tail[-END.size :], tail[END_64.size : -END.size]
    if len(end) < END.size or not end.startswith(END_SIGNATURE) or not end.endswith(b"\0\0"):
        raise ContentDisagrees
    members, length = END.unpack(end)[4:6]
    if len(locator) == LOCATOR.size and locator.startswith(LOCATOR_SIGNATURE):
        members, length = END_64.unpack(tail[: END_64.size])[7:9]
    if members > MOST_MEMBERS or length > LARGEST_LIST:
        raise ArchiveSuspicious


def _judge_members(members: list[zipfile.ZipInfo]) -> None:
    packed = sum(member.compress_size for member in members)
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED:
        raise ArchiveSuspicious
    if unpacked > max(SMALL_UNPACKED, HIGHEST_RATIO * packed):
        raise ArchiveSuspicious
    if len({member.filename.casefold() for member in members}) < len(members):
        raise ArchiveSuspicious
    if any(member.flag_bits & ENCRYPTED or _leads_outside(member.orig_filename) for member in members):
        raise ArchiveSuspicious


def _judge_places(members: list[zipfile.ZipInfo], list_begins: int) -> None:
    """Judge that the members lie one behind the other from the first byte on, none inside another."""
    ends = 0
    for member in sorted(members, key=lambda each: each.header_offset):
        if member.header_offset < ends or (ends == 0 and member.header_offset):
            raise ArchiveSuspicious
        ends = member.header_offset + LOCAL_HEADER_SIZE + len(member.orig_filename) + member.compress_size
    if ends > list_begins:
        raise ArchiveSuspicious


def _judge_kind(archive: zipfile.ZipFile, package: Package) -> None:
    names = archive.namelist()
    if package.folder is None:
        if _named_type(archive) != package.content_type:
            raise ContentDisagrees
    elif "[Content_Types].xml" not in names or not any(name.startswith(package.folder) for name in names):
        raise ContentDisagrees
    if any(name.casefold().endswith(MACROS) for name in names):
        raise ContentDisagrees


def _named_type(archive: zipfile.ZipFile) -> str:
    """Return the type that an OpenDocument file names in its first member (ODF 1.3, part 2, section 3.3)."""
    try:
        member = archive.getinfo("mimetype")
    except KeyError as error:
        raise ContentDisagrees from error
    if member.file_size > MIMETYPE_LENGTH or member.compress_type != zipfile.ZIP_STORED:
        raise ContentDisagrees
    return archive.read(member).decode("ascii", "replace").strip()


def _leads_outside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0] or "\0" in name
