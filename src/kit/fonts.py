"""The faces we print with: the same four files on every machine, whatever else is installed there."""

import hashlib
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

FOLDER = Path(__file__).resolve().parents[2] / "static" / "vendor" / "fonts"
FILES = (
    "NotoSansSC-Regular.ttf",
    "NotoSansSC-Bold.ttf",
    "NotoSerifSC-Regular.ttf",
    "NotoSerifSC-Bold.ttf",
)
BOX = "□"
_NEEDS_NO_GLYPH = frozenset("\n\u200b")
_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{folder}</dir>
  <cachedir>{cache}</cachedir>
  <config><rescan><int>0</int></rescan></config>
</fontconfig>
"""


def missing() -> list[str]:
    """Name the font files that are not installed."""
    return [name for name in FILES if not (FOLDER / name).is_file()]


def absent(text: str) -> set[str]:
    """Return the characters of `text` that not all of our faces can draw; each costs its reader a name."""
    return {sign for sign in set(text) - _NEEDS_NO_GLYPH if ord(sign) not in _drawable()}


def boxed(text: str, signs: set[str]) -> str:
    """Return `text` with a box to fill in by hand in place of each of `signs`."""
    return text.translate(dict.fromkeys(map(ord, signs), BOX))


@cache
def _drawable() -> frozenset[int]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 -- slow, needed only where papers are made

    signs = []
    for name in FILES:
        if name.endswith("-Regular.ttf"):
            with TTFont(FOLDER / name, lazy=True) as face:
                signs.append(frozenset(face.getBestCmap()))
    return frozenset.intersection(*signs)


def configuration(folder: Path) -> Path:
    """Write a fontconfig file into `folder` that knows our faces and no other, and return its path."""
    folder = folder.resolve()
    cache = folder / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    text = _CONFIGURATION.format(folder=escape(str(FOLDER)), cache=escape(str(cache)))
    name = hashlib.sha256(text.encode()).hexdigest()[:16]
    path = folder / f"{name}.conf"
    if not path.exists():
        draft = folder / f"{name}.{id(text)}.draft"
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    return path
