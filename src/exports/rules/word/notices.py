"""The notice as a Word document: issuers on top, numbered items, annexes, who signs."""

from exports.rules import numbering
from exports.rules.notices import Notice
from exports.rules.word import annexes
from exports.rules.word.pieces import Document, Piece, Style, Text, finished
from kit import i18n
from kit.i18n import gettext


def notice(paper: Notice) -> Document:
    """Return the notice with its annexes."""
    pieces: list[Piece] = [Text(issuer, Style.TITLE) for issuer in paper.issuers]
    pieces += [
        Text(gettext("〔%(year)s〕 No. ____") % {"year": paper.year}, Style.CENTRED, before=6),
        Text(gettext("Notice: %(title)s") % {"title": paper.title}, Style.SUBTITLE, before=12),
        Text(gettext("To all schools and units:"), Style.PLAIN, before=12),
    ]
    pieces += [Text(line) for line in paper.opening]
    for number, section in enumerate(paper.sections, 1):
        pieces.append(Text(numbering.heading(number) + section.heading, Style.HEADING_1))
        pieces += [Text(line.strip()) for part in section.paragraphs for line in part.split("\n")]
        pieces += [Text(numbering.item(n) + item) for n, item in enumerate(section.items, 1)]
    pieces += annexes.listed(paper.annexes)
    pieces += [
        Text(issuer, Style.RIGHT, before=24 if not n else 0)
        for n, issuer in enumerate(paper.issuers)
    ]
    pieces.append(Text(day(), Style.RIGHT))
    pieces += annexes.pieces(paper.annexes)
    return finished(paper.title, paper.profile, pieces)


def day() -> str:
    """Return the line for the day of issue, which is written in when the number is."""
    return "　　年　　月　　日" if i18n.locale() == "zh_Hans" else "____ / ____ / ______"
