"""The plan as it stands, laid out line by line so that what judges pasted texts can judge it too."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from uuid import UUID

import msgspec

from events.rules.activities import Activity
from events.rules.plans import Headcount, When
from events.rules.reading import markers, promises
from events.rules.reading.arithmetic import Costs
from events.rules.reading.facts import Facts, Times
from events.rules.reading.lines import Line, Span, fold
from events.rules.reading.outline import Chapter, Item, Outline
from events.rules.schedule import Block
from events.rules.sections import Section, known
from events.rules.tasks import Phase, Task

PHASES = {Phase.PREPARE: "prepare", Phase.DAY: "schedule", Phase.FOLLOW_UP: "follow_up"}
SUBJECT = re.compile(
    r"[a-z]+-(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(?P<digest>[0-9a-f]{8})"
)
SHOWN = ("theme", "purposes")  # chapters that show what the activity itself holds
ANNEX = "annex"  # keys of sections that are annexes begin like this
CLAUSE = re.compile("[,。;:!?、\n]|[.] ")
LONGEST_SHOWN, AROUND = 40, 8  # characters
FURTHEST = 200  # characters to look for the end of a clause: what is that long is cut anyway
SENTENCE = re.compile("[。;!?\n]|[.] ")


class Place(StrEnum):
    """Where in the activity a piece of text stands."""

    SECTION = "section"
    BLOCK = "block"
    TASK = "task"
    SETTINGS = "settings"


class Piece(msgspec.Struct, frozen=True):
    """A text that somebody wrote; `key` says what its chapter is about, `heading` may be empty."""

    place: Place
    id: UUID
    key: str
    title: str
    texts: tuple[str, ...]
    heading: str = ""


class Written(msgspec.Struct, frozen=True):
    """All pieces as one text; `pieces` holds, for each line, the piece it belongs to."""

    facts: Facts
    pieces: tuple[Piece, ...]

    def piece(self, line: int) -> Piece:
        """Return the piece that line `line`, counted from 1, belongs to."""
        return self.pieces[line - 1]

    def apart(self) -> Iterable[Facts]:
        """Return each piece with the whole text around it, for what is told once per text."""
        shape = self.facts.outline
        for chapter in shape.chapters[1:]:
            alone = Outline(shape.lines, [shape.chapters[0], chapter])
            yield msgspec.structs.replace(self.facts, outline=alone)

    def clause(self, line: int, span: Span) -> str:
        """Return the words around `span`, up to the next marks, as short as a line can show."""
        whole = self._clause(line, span)
        if len(whole) <= LONGEST_SHOWN:
            return whole
        one = self.facts.outline.lines[line - 1]
        start, end = span[0] - one.start, span[1] - one.start
        return one.text[max(0, start - AROUND) : min(end + AROUND, start + LONGEST_SHOWN)].strip()

    def sentence(self, line: int, span: Span) -> str:
        """Return the sentence of a line that `span` of the whole text lies in."""
        one = self.facts.outline.lines[line - 1]
        at = span[0] - one.start
        known = sentences(one.text, one.folded)
        return next((one.text[a:b] for a, b in known if at < b), one.text.strip())

    def _clause(self, line: int, span: Span) -> str:
        one = self.facts.outline.lines[line - 1]
        start, end = max(0, span[0] - one.start), max(0, span[1] - one.start)
        first, last = max(0, start - FURTHEST), end + FURTHEST
        before = [mark.end() for mark in CLAUSE.finditer(one.folded, first, start)]
        after = CLAUSE.search(one.folded, end, last)
        return one.text[before[-1] if before else first : after.start() if after else last].strip()


def sentences(text: str, folded: str = "") -> list[Span]:
    """Return where each sentence of a text begins and ends, without marks and blanks around it."""
    folded, found, start = folded or fold(text), list[Span](), 0
    for end, after in [
        *((m.start(), m.end()) for m in SENTENCE.finditer(folded)),
        (len(text),) * 2,
    ]:
        said = text[start:end]
        at = start + len(said) - len(said.lstrip())
        if said.strip():
            found.append((at, at + len(said.strip())))
        start = after
    return found


def subject(piece: Piece, sentence: str) -> str:
    """Name a sentence of a piece: the same words in the same place are the same subject."""
    return f"{piece.place}-{piece.id}-{digest(sentence)}"


def said(sentence: str) -> str:
    """Name a sentence wherever it stands, with a number before it or without one."""
    _, _, at = markers.marker(Line(1, 0, sentence, fold(sentence)))
    return f"said-{digest(sentence[at:].strip())}"


def about(named: str) -> tuple[UUID, str]:
    """Return the piece and the digest of the sentence that a subject names; of nothing if it is none."""
    found = SUBJECT.fullmatch(named)
    return (UUID(found["id"]), found["digest"]) if found else (UUID(int=0), "")


def digest(text: str) -> str:
    """Return a short name for a text: another text has another."""
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()


def written(
    activity: Activity,
    sections: Sequence[Section],
    blocks: Sequence[Block],
    tasks: Sequence[Task],
) -> Written:
    """Lay out what an activity says of itself."""
    pieces = [*_pieces(activity, sections, blocks, tasks)]
    lines: list[Line] = []
    owners: list[Piece] = []
    chapters = [Chapter("", "", None, major=False, items=[])]
    for piece in pieces:
        chapter = Chapter(piece.key, piece.heading, None, major=bool(piece.heading), items=[])
        if piece.heading:
            chapter.line = _add(lines, piece.heading)
            owners.append(piece)
        for raw in (line for text in piece.texts for line in text.splitlines()):
            if raw.strip():
                chapter.items.append(_item(_add(lines, raw)))
                owners.append(piece)
        chapters.append(chapter)
    shape = Outline(lines, chapters)
    return Written(_facts(activity, shape), tuple(owners))


def _pieces(
    activity: Activity, sections: Sequence[Section], blocks: Sequence[Block], tasks: Sequence[Task]
) -> Iterable[Piece]:
    number = 0
    for section in sections:
        heading = section.heading
        if section.key.startswith(ANNEX):
            number += 1
            heading = f"附件{number} {heading}"
        shown = {"theme": (activity.theme,), "purposes": activity.purposes}
        yield Piece(
            Place.SECTION,
            section.id,
            known(section),
            section.heading,
            (*shown.get(section.key, ()), section.text),
            heading or "-",
        )
    yield Piece(
        Place.SETTINGS, activity.id, "place", activity.title, (activity.place, activity.address)
    )
    for block in blocks:
        texts = (block.title, block.place, block.note)
        yield Piece(Place.BLOCK, block.id, "schedule", block.title, texts)
    for task in tasks:
        yield Piece(Place.TASK, task.id, PHASES[task.phase], task.title, (task.title,))


def _add(lines: list[Line], text: str) -> Line:
    start = lines[-1].end + 1 if lines else 0
    line = Line(len(lines) + 1, start, text, fold(text))
    lines.append(line)
    return line


def _item(line: Line) -> Item:
    kind, number, at = markers.marker(line)
    return Item(line, line.start + at, line.text[at:], line.folded[at:], kind, number)


def _facts(activity: Activity, shape: Outline) -> Facts:
    heads = (("volunteer", activity.volunteers), ("participant", activity.participants))
    return Facts(
        kind="plan",
        outline=shape,
        times=Times(When(), None, None),
        places=[],
        off_campus=activity.off_campus,
        minors=activity.involves_minors,
        counts=[(Headcount(kind=kind, count=count), (0, 0), 1) for kind, count in heads if count],
        steps=[],
        costs=Costs([]),
        sources=[],
        promises=promises.promises(shape),
        today=activity.planned_on,
    )
