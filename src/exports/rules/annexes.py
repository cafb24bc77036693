"""What a document has behind it: text, lists, forms to fill in, letters; numbered in their order."""

import msgspec

from volunteers.rules.letters import Letter


class Grid(msgspec.Struct, frozen=True):
    """A table: its heads, its rows, the share of the width each column has; `blank` ones are written on."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]
    blank: bool = False


class Annex(msgspec.Struct, frozen=True, kw_only=True):
    """One annex: text, a list, a form to fill in, or a letter to guardians."""

    title: str
    paragraphs: tuple[str, ...] = ()
    grid: Grid | None = None
    letter: Letter | None = None

    @property
    def says_something(self) -> bool:
        return bool(self.paragraphs or (self.grid and self.grid.rows) or self.letter)
