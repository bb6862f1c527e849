"""The invented people of the story: regions, Members, other bodies, contact points, secretariat."""

from __future__ import annotations

import csv
import functools
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from meetings.cli.demo.texts import read, text
from meetings.core.bilingual import Bilingual, Language

DATA = Path(__file__).parents[2] / "data"
DELEGATES_SINCE = date(2018, 1, 8)
#: Where contact points work, in their own words.
SERVICES: dict[Language, tuple[str, ...]] = {
    "en": (
        "Information Technology",
        "Risk Management",
        "Innovation and Data Analytics",
        "Customs Procedures",
        "International Affairs",
        "Single Window",
        "Strategy and Modernisation",
    ),
    "fr": (
        "Systèmes d’information",
        "Gestion des risques",
        "Innovation et analyse des données",
        "Procédures douanières",
        "Affaires internationales",
        "Guichet unique",
        "Stratégie et modernisation",
    ),
}
DOMAIN = "hemicycle.example"
BRUSSELS = "Europe/Brussels"
#: Where the first zone of the tz database is not the one most people of the country live in.
MAIN_ZONES = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "EU": BRUSSELS,
    "PS": "Asia/Hebron",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
    "XK": "Europe/Belgrade",
}


@dataclass(frozen=True, slots=True)
class Region:
    """One of the six regions, in its place from west to east."""

    code: str
    position: int
    name: Bilingual


@dataclass(frozen=True, slots=True)
class Organisation:
    """A Member administration or another body; only a Member has a region."""

    code: str
    kind: str
    name: Bilingual
    language: Language
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who signs in or is written to; *role* is participant outside the secretariat."""

    name: str
    email: str
    function: str
    language: Language
    zone: str
    organisation: str | None = None
    role: str = "participant"


@dataclass(frozen=True, slots=True)
class Nomination:
    """A person named by an organisation as head NCP, NCP, alternate or delegate, from a day on, maybe to a last day."""

    organisation: str
    email: str
    capacity: str
    since_on: date
    until_on: date | None = None


def regions() -> tuple[Region, ...]:
    """Return the six regions from west to east."""
    return tuple(
        Region(row["code"], int(row["position"]), Bilingual(row["name_en"], row["name_fr"]))
        for row in _rows("regions.csv")
    )


def members() -> tuple[Organisation, ...]:
    """Return the 186 Members by code."""
    return tuple(
        Organisation(
            row["code"],
            "member",
            Bilingual(row["name_en"], row["name_fr"]),
            _language(row["working_language"]),
            row["region"],
        )
        for row in _rows("members.csv")
    )


def bodies() -> tuple[Organisation, ...]:
    """Return the observers, partner agencies, academic and private-sector bodies."""
    return tuple(
        Organisation(body["code"], body["kind"], text(body["name"]), body["people"][0]["language"])
        for body in read("bodies.toml")["bodies"]
    )


def time_zone(country: str) -> str:
    """Return the time zone most people of *country* live in."""
    return MAIN_ZONES.get(country) or _first_zones()[country]


def contact_points() -> tuple[Person, ...]:
    """Return the 287 NCPs, Member after Member, the head NCP of each first."""
    languages = {member.code: member.language for member in members()}
    return tuple(
        _contact_point(name, _address(code, place), languages[code], code)
        for code, names in sorted(_names().items())
        for place, name in enumerate(names, 1)
    )


def nominations() -> tuple[Nomination, ...]:
    """Return the nominations of the 287 NCPs, in the order in which the letters came in."""
    names = _names()
    return tuple(
        Nomination(code, _address(code, place), _capacity(place), day)
        for day, code in _letters()
        for place in range(1, len(names[code]) + 1)
    )


def former() -> tuple[tuple[Person, Nomination], ...]:
    """Return the contact points of the first years whose nomination has ended."""
    languages = {member.code: member.language for member in members()}
    first = {code: day for day, code in reversed(list(_letters()))}
    found = []
    for row in read("people.toml")["former"]:
        code = row["member"]
        person = _contact_point(row["name"], f"former.{code.lower()}@{DOMAIN}", languages[code], code)
        found.append((person, Nomination(code, person.email, row["capacity"], first[code], row["until"])))
    return tuple(found)


def secretariat() -> tuple[Person, ...]:
    """Return the people of the secretariat, the administrator first."""
    return tuple(
        Person(row["name"], row["email"], "", row["language"], BRUSSELS, None, row["role"])
        for row in read("bodies.toml")["secretariat"]
    )


def delegates() -> tuple[Person, ...]:
    """Return the people of the bodies that are not Members."""
    return tuple(
        Person(row["name"], row["email"], "", row["language"], row["zone"], body["code"])
        for body in read("bodies.toml")["bodies"]
        for row in body["people"]
    )


def delegations() -> tuple[Nomination, ...]:
    """Return the nominations of the people of the bodies that are not Members."""
    return tuple(
        Nomination(person.organisation, person.email, "delegate", DELEGATES_SINCE)
        for person in delegates()
        if person.organisation is not None
    )


def _contact_point(name: str, email: str, language: Language, code: str) -> Person:
    services = SERVICES[language]
    return Person(name, email, services[zlib.crc32(email.encode()) % len(services)], language, time_zone(code), code)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _language(word: str) -> Language:
    return "fr" if word == "fr" else "en"


def _names() -> dict[str, list[str]]:
    table: dict[str, Any] = read("people.toml")["ncps"]
    return {code: names for region in table.values() for code, names in region.items()}


def _letters() -> Iterator[tuple[date, str]]:
    for wave in read("people.toml")["letters"]:
        for code in wave["members"].split():
            yield wave["date"], code


def _address(code: str, place: int) -> str:
    return f"ncp{'' if place == 1 else place}.{code.lower()}@{DOMAIN}"


def _capacity(place: int) -> str:
    return {1: "head", 2: "ncp"}.get(place, "alternate")


@functools.cache
def _first_zones() -> dict[str, str]:
    zones: dict[str, str] = {}
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            country, _place, zone = line.split("\t")[:3]
            zones.setdefault(country, zone)
    return zones
