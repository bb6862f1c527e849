"""The result of a poll as a spreadsheet, in the reader's language."""

from collections.abc import Sequence

from flask_babel import gettext as _

from meetings.core.counting.scores import Score
from meetings.core.zones import local
from meetings.domain.meeting.rules import symbol
from meetings.domain.poll.ballot_queries import RollLine
from meetings.domain.poll.outcomes import Form
from meetings.domain.poll.result_rules import RegionLine
from meetings.exports.tables import Cell, Sheet, csv_bytes, workbook
from meetings.i18n import words
from meetings.models.poll import Secrecy
from meetings.web.poll.date_export import date_figures, who_can_come
from meetings.web.poll.outcome_words import few, too_few
from meetings.web.poll.results_page import ResultPage


def filename(page: ResultPage, ending: str) -> str:
    """Return the name under which the result is saved: “NCP8-poll-3.xlsx”."""
    return f"{symbol(page.poll.meeting)}-poll-{page.poll.id}.{ending}"


def as_workbook(page: ResultPage, *, zone: str) -> bytes:
    """Return what was decided, the figures, and who voted what if the reader may see it; times in *zone*."""
    header, rows = figures(page)
    sheets = [Sheet(_("Result"), header, rows), Sheet(_("Outcome"), [_("Result"), page.headline], _outcome(page))]
    if page.rounds:
        names = [name for name, _votes in page.rounds[0].votes]
        sheets.append(Sheet(_("Round by round"), [_("Round"), *names, _("What was done")], _rounds(page)))
    if page.matrix:
        pairs = [[name, *row] for name, row in zip(page.matrix.names, page.matrix.wins, strict=True)]
        sheets.append(Sheet(_("Each against each"), ["", *page.matrix.names], pairs))
    if page.dates:
        sheets += who_can_come(page.dates, header=_header(page), rows=_rows(page) if page.result.regions else [])
    elif page.roll is not None:
        sheets.append(Sheet(_("Who voted what"), _roll_header(), [_roll_row(page, line, zone) for line in page.roll]))
    if page.objections:
        sheets.append(Sheet(_("Objections"), _objection_header(), _objections(page, zone)))
    return workbook(sheets, title=words(page.poll.question))


def as_csv(page: ResultPage, *, zone: str) -> bytes:
    """Return the figures: by region and option where options are chosen, else one line for each answer.

    Of a silence procedure these are the objections, for those who may see whose they are.
    """
    if page.said.form is Form.SILENCE and page.roll is not None:
        return csv_bytes(_objection_header(), _objections(page, zone))
    return csv_bytes(*figures(page))


def figures(page: ResultPage) -> tuple[list[str], list[Sequence[Cell]]]:
    """Return the figures as a table: its head and its rows, by what kind of answer it is."""
    said = page.said
    if page.result.withheld:
        return [_("Result"), _("Cast"), _("Entitled")], [[page.headline, page.result.cast, page.result.entitled]]
    if page.dates:
        return date_figures(page.dates)
    if said.quorum_missed:
        return _header(page), _rows(page)
    if said.form is Form.TEXTS:
        return [_("Text")], [[text] for text in said.texts]
    if said.form is Form.WORDS:
        return [_("Word"), _("How often")], [[word, page.few if count is None else count] for word, count in said.words]
    if said.form is Form.NUMBER:
        found = said.numbers
        line: list[Cell] = []
        if found:
            ends = [float(end) if end is not None else _("not shown") for end in (found.least, found.most)]
            line = [found.answers, *ends, float(found.mean), float(found.median)]
        heads = [_("Answers"), _("Lowest"), _("Highest"), _("Mean"), _("Median")]
        return heads, [line] if line else []
    if said.form is Form.RATING and said.ratings:
        marks = range(page.poll.least, page.poll.most + 1)
        heads = [_("Answer"), _("Answers"), _("Mean mark"), _("Median"), *map(str, marks)]
        return heads, [_score(page, option, score) for option, score in said.ratings.scores.items()]
    if said.form in (Form.POINTS, Form.BORDA):
        return [_("Answer"), _("Points")], [
            [words(page.texts[option].text), float(total)] for option, total in said.totals.items()
        ]
    return _header(page), _rows(page)


def _objection_header() -> list[str]:
    return [_("Code"), _("Administration"), _("Reason"), _("Objected at"), _("Objected by"), _("Withdrawn at")]


def _objections(page: ResultPage, zone: str) -> list[Sequence[Cell]]:
    return [
        [
            one.organisation.code,
            words(one.organisation.name),
            one.reason,
            local(one.raised_at, zone),
            one.raised_by,
            local(one.withdrawn_at, zone) if one.withdrawn_at else None,
        ]
        for one in page.objections
    ]


def _score(page: ResultPage, option: int, score: Score) -> list[Cell]:
    middle: list[Cell] = [float(each) if each is not None else None for each in (score.mean, score.median)]
    if page.poll.secrecy is Secrecy.CONFIDENTIAL and not score.distribution:
        if not score.answers:
            return [words(page.texts[option].text), too_few()]
        middle[1] = _("not shown")
    return [words(page.texts[option].text), score.answers, *middle, *score.distribution.values()]


def _outcome(page: ResultPage) -> list[Sequence[Cell]]:
    """Return what else has to be known of the result, each with its name."""
    found: list[Sequence[Cell]] = [[_("Question"), words(page.poll.question)]]
    if page.said.line:
        found.append([_("Votes needed"), page.said.line.needed])
    if page.said.quorum is not None:
        found.append([_("Ballots needed for the quorum"), page.said.quorum])
    if page.poll.lots:
        found.append([_("Ties ended with"), page.drawn])
    if page.level:
        found.append([_("Level"), page.level])
    if page.observers:
        found += [
            [f"{page.observers.name}: {words(line.option.text)}", count]
            for line, count in zip(page.result.options, page.observers.counts, strict=True)
        ]
    return found


def _rounds(page: ResultPage) -> list[Sequence[Cell]]:
    return [[each.number, *(votes for _name, votes in each.votes), " ".join(each.sentences)] for each in page.rounds]


def _header(page: ResultPage) -> list[str]:
    answers = [words(line.option.text) for line in page.result.options]
    return [_("Region"), *answers, _("Cast"), _("Not cast"), _("Entitled")]


def _rows(page: ResultPage) -> list[Sequence[Cell]]:
    result = page.result
    totals = [line.count for line in result.options]
    weights = [_("Votes of all entitled"), *[""] * len(totals), result.votes, "", result.votes_entitled]
    return [
        *(_row(line) for line in result.regions),
        [_("Total"), *totals, result.cast, result.not_cast, result.entitled],
        *([weights] if result.weighted else []),
    ]


def _row(line: RegionLine) -> list[Cell]:
    name = ", ".join(words(region.name) if region else _("No region") for region in line.regions)
    counts = [
        (few() if place in line.few else _("not shown")) if count is None else count
        for place, count in enumerate(line.counts)
    ]
    alone = line.regions == (None,)
    return ["" if alone else name, *counts, line.cast, line.entitled - line.cast, line.entitled]


def _roll_header() -> list[str]:
    return [
        _("Code"),
        _("Administration"),
        _("Region"),
        _("Answer"),
        _("Cast by"),
        _("On behalf of"),
        _("By proxy"),
        _("Cast at"),
    ]


def _roll_row(page: ResultPage, line: RollLine, zone: str) -> list[Cell]:
    return [
        line.organisation.code if line.organisation else "",
        line.person or (words(line.organisation.name) if line.organisation else ""),
        words(line.region.name) if line.region else "",
        page.answer(line.choice) if line.choice is not None else _("not cast"),
        line.cast_by,
        line.on_behalf_of,
        words(line.holder.name) if line.holder else "",
        local(line.cast_at, zone) if line.cast_at else None,
    ]
