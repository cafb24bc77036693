"""The matching file, `banxing-matching/1`: read it, answer it, write the answer down."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import msgspec

from kit.errors import Refusal
from kit.i18n import N_
from volunteers.rules.matching.facts import FORMAT, Answer, Problem, Side
from volunteers.rules.matching.guard import MOST_PEOPLE, Watch, refuse_large
from volunteers.rules.matching.optimum import match

MOST_WORDS = 5000
REFUSED = 1
VOUCHED_BY_NAMING = {"volunteers": ("cleared", "trained"), "participants": ("consent",)}


class NotJson(Refusal):
    status = 422
    message = N_("This is not a JSON file: %(detail)s.")


class OtherFormat(Refusal):
    status = 422
    message = N_("A file of the format “%(expected)s” is needed, not “%(found)s”.")


class WrongValue(Refusal):
    status = 422
    message = N_("A value cannot be read: %(detail)s.")


class TooManyWords(Refusal):
    status = 413
    message = N_("At most %(most)d different words are possible; here are %(found)d.")


class SameIdTwice(Refusal):
    status = 422
    message = N_("The identity “%(id)s” is there twice.")


class UnknownPerson(Refusal):
    status = 422
    message = N_("“%(id)s” is named in “%(where)s” but is not in the list.")


class ScoredTwice(Refusal):
    status = 422
    message = N_("%(volunteer)s and %(participant)s have two scores.")


class BandsNotAscending(Refusal):
    status = 422
    message = N_("The limits of the quality bands must ascend.")


class NoWeight(Refusal):
    status = 422
    message = N_("At least one criterion must have a weight.")


class Refused(msgspec.Struct, frozen=True):
    """Why there is no answer: the kind of refusal, its sentence, and the data it is about."""

    refused: str
    message: str
    details: dict[str, Any]


def match_file(data: bytes, watch: Watch | None = None) -> tuple[Answer | Refused, int]:
    """Return what `banxing match` prints and its exit code: 0, or 1 when refused."""
    try:
        return match(read(data), watch), 0
    except Refusal as refusal:
        return Refused(type(refusal).__name__, str(refusal), refusal.details), REFUSED


def read(data: bytes) -> Problem:
    """Return the problem that a file poses; keys nobody knows are passed over.

    People in `never`, `current` and `previous` may be strangers: exclusions and old pairs outlive
    a list. Clearance, training and consent are false unless stated, but a file that names its
    possible pairs in `scores` may leave them out: it has made that choice already.

    Raises:
        NotJson, OtherFormat, WrongValue, TooLarge, TooManyWords, SameIdTwice, UnknownPerson,
        ScoredTwice, BandsNotAscending, NoWeight
    """
    try:
        raw = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotJson(detail=str(error)) from None
    found = raw.get("format") if isinstance(raw, dict) else None
    if found != FORMAT:
        raise OtherFormat(expected=FORMAT, found=found or "–")
    try:
        problem = msgspec.convert(_vouched(raw), Problem)
    except msgspec.ValidationError as error:
        raise WrongValue(detail=str(error)) from None
    refuse_unsound(problem)
    return problem


def refuse_unsound(problem: Problem) -> None:
    """Raise unless people are distinct and known, and sizes, bands and weights make sense."""
    refuse_large(problem, MOST_PEOPLE)
    _refuse_many_words(problem)
    volunteers = _distinct(one.id for one in problem.volunteers)
    participants = _distinct(one.id for one in problem.participants)
    scores = [(volunteer, participant) for volunteer, participant, _ in problem.scores or ()]
    for where, duos in (("locked", problem.rules.locked), ("scores", scores)):
        for volunteer, participant in duos:
            if volunteer not in volunteers:
                raise UnknownPerson(id=volunteer, where=where, side=Side.VOLUNTEER)
            if participant not in participants:
                raise UnknownPerson(id=participant, where=where, side=Side.PARTICIPANT)
    seen = set[tuple[str, str]]()
    for duo in scores:
        if duo in seen:
            raise ScoredTwice(volunteer=duo[0], participant=duo[1])
        seen.add(duo)
    bands = problem.rules.bands
    if any(high <= low for low, high in pairwise(bands)):
        raise BandsNotAscending
    if not any(msgspec.structs.astuple(problem.rules.weights)):
        raise NoWeight


def answer_json(document: Answer | Refused) -> bytes:
    """Return the document as indented JSON, one line break at its end."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _vouched(raw: dict[str, Any]) -> dict[str, Any]:
    """Return a posed problem with what its author need not repeat; any other unchanged."""
    if raw.get("scores") is None:
        return raw
    sides = {
        side: [
            {**dict.fromkeys(facts, True), **one} if isinstance(one, dict) else one
            for one in raw[side]
        ]
        for side, facts in VOUCHED_BY_NAMING.items()
        if isinstance(raw.get(side), list)
    }
    return {**raw, **sides}


def _refuse_many_words(problem: Problem) -> None:
    """Raise where sets of words would outgrow memory."""
    words = set[str]()
    for one in problem.volunteers:
        words |= one.skills | one.interests | one.languages | one.free
    if len(words) > MOST_WORDS:
        raise TooManyWords(most=MOST_WORDS, found=len(words))


def _distinct(identities: Iterable[str]) -> set[str]:
    """Return the identities as a set, or raise for the first that is there twice."""
    seen = set[str]()
    for identity in identities:
        if identity in seen:
            raise SameIdTwice(id=identity)
        seen.add(identity)
    return seen
