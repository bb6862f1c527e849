"""Says who a participant of a list is: by address, by name among the registered, or by names that are alike."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from meetings.core.later import Later
from meetings.domain.attendance import list_names as names
from meetings.domain.attendance.list_people import Participant
from meetings.domain.organisation import import_names
from meetings.models.connection_list import Choice, How, Verdict

if TYPE_CHECKING:
    from rapidfuzz import fuzz, process
else:
    fuzz, process = Later("rapidfuzz.fuzz"), Later("rapidfuzz.process")

#: In per cent of equal letters: from here on two writings are one name, if no other name is nearly as near.
ALIKE, NEARLY = 92, 5
#: From here on somebody is worth showing as a candidate.
WORTH = 72
CANDIDATES = 4
#: A word that more people bear says nothing of one of them.
COMMON = 40


class Known(NamedTuple):
    """Somebody of the register."""

    id: int
    name: str
    email: str
    #: Whether they have a seat at the meeting.
    registered: bool
    #: Names and code of the organisation for which they speak.
    organisation: tuple[str, ...] = ()


class Found(NamedTuple):
    """What was found for one participant."""

    verdict: Verdict
    how: How | None = None
    person_id: int | None = None
    candidates: tuple[tuple[int, int], ...] = ()
    choice: Choice | None = None


@dataclass(slots=True)
class Directory:
    """Everybody who may be meant, ready to be asked many times."""

    addresses: Mapping[str, int]
    aliases: Mapping[str, int]
    remembered: Mapping[str, tuple[Choice, int | None]]
    people: Mapping[int, Known]
    _registered: dict[str, list[int]] = field(init=False)
    _everybody: dict[str, list[int]] = field(init=False)
    _by_word: dict[str, list[int]] = field(init=False)
    _keys: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        registered = [one for one in self.people.values() if one.registered]
        self._registered, self._everybody = _by_key(registered), _by_key(self.people.values())
        self._keys = tuple(self._registered)
        self._by_word = defaultdict(list)
        for one in registered:
            for word in names.words(one.name):
                self._by_word[word].append(one.id)

    def find(self, who: Participant) -> Found:
        """Return what is known of *who*; one who was only there before or after the sitting is not looked for."""
        if not who.spans:
            return Found(Verdict.OUTSIDE)
        return self._decided(who) or self._by_address(who) or self._by_name(who) or self._alike(who)

    def _decided(self, who: Participant) -> Found | None:
        choice, person_id = self.remembered.get(names.mark(who.name, who.email), (None, None))
        if choice is Choice.PERSON and person_id in self.people:
            return Found(Verdict.SURE, How.REMEMBERED, person_id, choice=choice)
        if choice in (Choice.GUEST, Choice.IGNORE):
            return Found(Verdict.UNKNOWN, How.REMEMBERED, choice=choice)
        return None

    def _by_address(self, who: Participant) -> Found | None:
        email = who.email.lower()
        for how, known in ((How.ADDRESS, self.addresses), (How.ALIAS, self.aliases)):
            if email in known:
                return Found(Verdict.SURE, how, known[email])
        return None

    def _by_name(self, who: Participant) -> Found | None:
        """Find the one of the registered who bears this name; who is not registered, or one of several, is asked of."""
        for variant in names.variants(who.name):
            found = self._registered.get(variant, ())
            if len(found) == 1:
                return Found(Verdict.SURE, How.NAME, found[0])
            if found:
                return Found(Verdict.DOUBTFUL, candidates=tuple((number, 100) for number in found[:CANDIDATES]))
        for variant in names.variants(who.name):
            found = self._everybody.get(variant, ()) if " " in variant else ()
            if found:
                return Found(Verdict.DOUBTFUL, candidates=tuple((number, 100) for number in found[:CANDIDATES]))
        return None

    def _alike(self, who: Participant) -> Found:
        """Compare letters: somebody is found when their name is very near and nobody else's is."""
        scores = self._scores(who)
        ranked = sorted(scores.items(), key=lambda one: (-one[1], one[0]))[:CANDIDATES]
        if not ranked:
            return Found(Verdict.UNKNOWN)
        person_id, best = ranked[0]
        second = ranked[1][1] if len(ranked) > 1 else 0
        if best >= ALIKE and best - second >= NEARLY:
            return Found(Verdict.SURE, How.ALIKE, person_id)
        return Found(Verdict.DOUBTFUL, candidates=tuple(ranked))

    def _scores(self, who: Participant) -> dict[int, int]:
        """Return how alike the likeliest of the registered are, in per cent, by their ids."""
        key, words = names.key(who.name), names.words(who.name)
        scores: dict[int, int] = {}
        for found, score, _place in process.extract(
            key, self._keys, scorer=fuzz.ratio, score_cutoff=WORTH, limit=CANDIDATES, processor=None
        ):
            for number in self._registered[found]:
                scores[number] = round(score)
        for number in self._sharing(words):
            score = self._shared(key, words, self.people[number])
            if score >= WORTH:
                scores[number] = max(score, scores.get(number, 0))
        return scores

    def _sharing(self, words: Iterable[str]) -> set[int]:
        """Return the registered who share a telling word with *words*."""
        return {
            number
            for word in words
            if len(word) > 2 and len(self._by_word.get(word, ())) <= COMMON
            for number in self._by_word.get(word, ())
        }

    def _shared(self, key: str, words: frozenset[str], known: Known) -> int:
        """Return how alike the name of *known* is; what else was typed may be the name of their organisation."""
        theirs = names.words(known.name)
        if len(theirs) > 1 and theirs <= words and words - theirs <= names.all_words(known.organisation):
            return 100
        # A part of a name is never as good as the whole of it.
        return min(round(fuzz.WRatio(key, import_names.key(known.name))), ALIKE - 1)


def _by_key(people: Iterable[Known]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for one in people:
        found[import_names.key(one.name)].append(one.id)
    return dict(found)


def judge(participants: Sequence[Participant], directory: Directory) -> list[Found]:
    """Return what was found for each of *participants*."""
    return [directory.find(who) for who in participants]
