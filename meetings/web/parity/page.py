"""What the parity page shows: the texts that were asked for, figures over all of them, and what was waived."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, request, url_for

from meetings.core import changes
from meetings.core.bilingual import Bilingual, Language, State
from meetings.core.changes import Stretch
from meetings.core.paging import Page, number_from
from meetings.domain.parity import queries, rules
from meetings.domain.parity.queries import MissingFile
from meetings.domain.parity.rules import Figures, Kind, Text
from meetings.i18n import words
from meetings.models.audit import AuditLine
from meetings.models.meeting import Meeting
from meetings.models.translation import TranslationSource
from meetings.web.meeting import wording
from meetings.web.parity import forms, names
from meetings.web.parity.forms import TextsForm

#: Texts of one form: as many as somebody writes before they save.
SIZE = 12
GAPS, ALL = "gaps", "all"
STATES: tuple[str, ...] = (GAPS, "missing", "behind", "machine", "current", ALL)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which texts somebody asks for: all gaps, while nothing is chosen."""

    state: str = GAPS
    kind: str = ""

    @property
    def query(self) -> dict[str, str]:
        """What stands in the address."""
        return {k: v for k, v in (("state", self.state if self.state != GAPS else ""), ("kind", self.kind)) if v}

    def has(self, state: State, kind: Kind, *, gap: bool) -> bool:
        """Say whether something in *state*, of this *kind*, is asked for."""
        return self.kind in ("", kind) and (self.state in (ALL, state) or (self.state == GAPS and gap))


@dataclass(frozen=True, slots=True)
class Change:
    """What an original says now, word by word beside what its translation was made from."""

    language: Language
    stretches: Sequence[Stretch]
    since: datetime


@dataclass(frozen=True, slots=True)
class Waiver:
    """A step that was taken although texts had gaps."""

    line: AuditLine
    step: str
    who: str
    reason: str
    number: int
    #: Those of its texts that still have a gap.
    left: Sequence[str]


@dataclass(frozen=True, slots=True)
class ParityPage:
    """The texts of a meeting as somebody asked for them, in a form."""

    meeting: Meeting
    wanted: Wanted
    figures: Figures
    #: Those in the form, with the whole list behind them.
    texts: Page[Text]
    form: TextsForm
    changed: Mapping[str, Change]
    files: Sequence[MissingFile]
    #: Of all texts, whatever is asked for.
    lacking_files: int
    waivers: Sequence[Waiver]
    #: Keys of the texts that were waived and have a gap still.
    waived: frozenset[str]
    has_translator: bool

    @property
    def kinds(self) -> list[Kind]:
        """The parts of a meeting that can be asked for."""
        return list(Kind)

    @property
    def groups(self) -> list[tuple[Kind, list[Text]]]:
        """The texts by the part of the meeting they belong to."""
        return [(kind, found) for kind in Kind if (found := [text for text in self.texts.things if text.kind is kind])]

    def url(self, number: int) -> str:
        """Return the address of page *number* of the same list."""
        return url_for("parity.show", slug=self.meeting.slug, page=number, **self.wanted.query)  # type: ignore[arg-type]


def wanted() -> Wanted:
    """Return what the address asks for; what is no choice counts as not chosen."""
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    return Wanted(state if state in STATES else GAPS, kind if kind in list(Kind) else "")


def of(meeting: Meeting, *, form: TextsForm | None = None, sent: Sequence[Text] = ()) -> ParityPage:
    """Gather the page of *meeting*; with a *form* that was refused, the texts that were *sent* with it."""
    found, asked = queries.texts(meeting), wanted()
    page = _page(found, asked) if form is None else Page(sent, 1, max(SIZE, len(sent)), len(sent))
    sources, files = queries.sources(page.things), queries.missing_files(meeting)
    waivers = _waivers(meeting, {text.key: text for text in found if text.is_gap})
    return ParityPage(
        meeting=meeting,
        wanted=asked,
        figures=rules.figures(found),
        texts=page,
        form=form or forms.of(page.things),
        changed={text.key: change for text in page.things if (change := _change(text, sources.get(text.key)))},
        files=[file for file in files if asked.has(file.state, Kind.DOCUMENT, gap=True)],
        lacking_files=len(files),
        waivers=[waiver for waiver, _left in waivers],
        waived=frozenset(key for _waiver, left in waivers for key in left),
        has_translator=current_app.extensions["translator"] is not None,
    )


def _page(found: Sequence[Text], asked: Wanted) -> Page[Text]:
    """Return the texts of the page that is asked for, or of the last one."""
    chosen = [text for text in found if asked.has(text.state, text.kind, gap=text.is_gap)]
    ordered = [text for kind in Kind for text in chosen if text.kind is kind]
    last = max(1, -(-len(ordered) // SIZE))
    number = min(number_from(request.args.get("page", "")), last)
    return Page(ordered[(number - 1) * SIZE : number * SIZE], number, SIZE, len(ordered))


def _change(text: Text, source: TranslationSource | None) -> Change | None:
    """Return what has changed in the original of *text* since its translation followed, if that is known."""
    now = text.words.text(text.words.original)
    if source is None or source.words == now:
        return None
    return Change(text.words.original, changes.between(source.words, now), source.since)


def _waivers(meeting: Meeting, gaps: Mapping[str, Text]) -> list[tuple[Waiver, list[str]]]:
    """Return what was waived in *meeting*, each with the keys of those of its texts that are among *gaps*."""
    lines = queries.waivers(meeting)
    told = wording.told(lines)
    found = []
    for line in lines:
        left = [key for key in str(line.details["texts"]).split() if key in gaps]
        shown = [names.name(gaps[key]) for key in left]
        reason = words(Bilingual(line.details["reason_en"], line.details["reason_fr"]))
        step = names.step(line.details["step"])
        found.append((Waiver(line, step, told.who(line), reason, line.details["number"], shown), left))
    return found
