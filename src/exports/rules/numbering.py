"""How chapters and items of a paper are numbered: 一、 (一) 1、 (1) in Chinese, 1. 1.1 (1) in English."""

from kit import i18n
from kit.typography import numeral


def heading(*path: int) -> str:
    """Return the number of the heading at `path`: (8, 1) is （一） or 8.1."""
    if i18n.locale() == "zh_Hans":
        marks = ("{han}、", "（{han}）", "{plain}、", "（{plain}）")
        return marks[min(len(path), 4) - 1].format(han=numeral(path[-1]), plain=path[-1])
    return f"{path[0]}. " if len(path) == 1 else ".".join(map(str, path)) + " "


def item(number: int) -> str:
    """Return the number of an item in a list."""
    return f"{number}、" if i18n.locale() == "zh_Hans" else f"({number}) "
