"""The annex of a record: who said what in its named polls, as rolls of votes are printed, in both languages."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.core import markdown
from meetings.core.bilingual import ENGLISH, FRENCH, Bilingual, Language
from meetings.core.text import sort_key
from meetings.domain.poll import answers, dates, procedures
from meetings.domain.poll.rolls import Said
from meetings.i18n import colon, in_language
from meetings.models.poll import Poll, PollOption, QuestionKind

#: An answer with those who gave it; nothing where they gave none.
Group = tuple[str | None, list[Said]]


@dataclass(frozen=True, slots=True)
class Roll:
    """Who said what in one poll: a paragraph in Markdown for each answer, and one for those who gave none."""

    number: int
    question: Bilingual
    lines: Sequence[Bilingual]


def roll(poll: Poll, options: Sequence[PollOption], said: Sequence[Said]) -> Roll:
    """Return the roll of *poll*: everybody entitled by what they said, then observers, who are counted apart."""
    both = [_lines(language, poll, options, said) for language in (ENGLISH, FRENCH)]
    return Roll(poll.id, poll.question, [Bilingual(en, fr) for en, fr in zip(*both, strict=True)])


def _lines(language: Language, poll: Poll, options: Sequence[PollOption], said: Sequence[Said]) -> list[str]:
    with in_language(language):
        return [
            f"{_before(advisory)}{_named(poll, language, group)}"
            for advisory in (False, True)
            for group in _groups(language, poll, options, [one for one in said if one.advisory is advisory])
        ]


def _before(advisory: bool) -> str:
    return f"{markdown.escaped(_('Observers, counted apart'))} – " if advisory else ""


def _groups(language: Language, poll: Poll, options: Sequence[PollOption], said: Sequence[Said]) -> Iterator[Group]:
    """Give the answers in the order of the options, each with those who gave it, and last who did not answer.

    Both languages give the same groups in the same order.
    """
    names = {option.id: option.text.shown(language)[0] for option in options}
    if poll.kind is QuestionKind.DATES:
        yield from _by_date(language, names, said)
    else:
        by_answer: dict[str, list[Said]] = defaultdict(list)
        for one in said:
            if one.choice is not None:
                by_answer[one.choice].append(one)
        places = {option.id: place for place, option in enumerate(options)}
        for choice in sorted(by_answer, key=lambda each: _place(each, places)):
            yield answers.in_words(answers.read(choice), names), by_answer[choice]
    if silent := [one for one in said if one.choice is None]:
        yield None, silent


def _place(choice: str, places: dict[int, int]) -> tuple[list[int], tuple[str, str]]:
    answer = answers.read(choice)
    chosen = [places.get(option, 0) for option in answers.options_in(answer)]
    return chosen, sort_key("" if chosen else str(answer))


def _by_date(language: Language, names: dict[int, str], said: Sequence[Said]) -> Iterator[Group]:
    """Give each date with each mark, and those who gave it; a date that somebody left open has none of them."""
    given = [(one, answers.read(one.choice)) for one in said if one.choice is not None]
    for option, name in names.items():
        for mark, words in dates.MARKS.items():
            if found := [one for one, marks in given if isinstance(marks, dict) and marks.get(option) == mark]:
                yield f"{name}{colon()} {words.text(language)}", found
    if blank := [one for one, marks in given if not marks]:
        yield _("All left open"), blank


def _named(poll: Poll, language: Language, group: Group) -> str:
    """Return one paragraph: the answer, how many gave it, and who, in the order of the alphabet of *language*."""
    answer, said = group
    names = sorted((_name(one, language) for one in said), key=sort_key)
    head = f"**{markdown.escaped(answer if answer is not None else _unanswered(poll))}** ({len(said)})"
    return f"{head}{colon()} {markdown.escaped('; '.join(names))}."


def _unanswered(poll: Poll) -> str:
    if procedures.is_silence(poll):
        return str(_("No answer, which counts as agreement"))
    return str(_("Did not vote"))


def _name(one: Said, language: Language) -> str:
    """Return whose ballot it was, with what has to be known of it in brackets."""
    organisation = one.organisation.name.shown(language)[0] if one.organisation else ""
    apart = [organisation] if one.person and organisation else []
    if one.weight != 1:
        apart.append(ngettext("%(num)d vote", "%(num)d votes", one.weight))
    if one.holder:
        apart.append(_("by proxy: %(name)s", name=one.holder.name.shown(language)[0]))
    name = one.person or organisation or str(_("no longer known"))
    return f"{name} ({', '.join(apart)})" if apart else name
