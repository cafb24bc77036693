"""Names as they are looked for: by characters, by pinyin, by initials, with or without tone marks."""

import re
import unicodedata

from pypinyin import Style, lazy_pinyin

LONGEST_KEY = 400
LONGEST_SEARCH = 60
# Characters that are read otherwise when they are a family name.
SURNAMES = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "任": "ren", "朴": "piao", "查": "zha",
    "尹": "yin", "盖": "ge", "区": "ou", "覃": "qin", "华": "hua", "尉": "wei", "乐": "yue",
}  # fmt: skip


def search_key(name: str) -> str:
    """Return what a name is found by, in letters: syllables, run together, and initials.

    张伟 → ``zhang wei zhangwei zw``; Latin names keep their words. Readings are those of names, so 曾
    begins with z and 单 with s (pypinyin's phrases know the surnames).
    """
    plain = unicodedata.normalize("NFKC", name).lower()
    words = " ".join(lazy_pinyin(_spaced(plain), style=Style.NORMAL)).split()
    if words and (first := SURNAMES.get(plain[:1])):
        words[0] = first
    words = [_bare(word) for word in words]
    forms = (*words, "".join(words), "".join(word[:1] for word in words))
    with_u = (form.replace("v", "u") for form in forms)  # 吕 is looked for as lv, lu and lü
    return " ".join(dict.fromkeys(form for form in (*forms, *with_u) if form))[:LONGEST_KEY]


def wanted(search: str) -> str:
    """Return a search as names and keys are compared with: one width, one case, single spaces."""
    plain = unicodedata.normalize("NFKC", search[:LONGEST_SEARCH]).lower()
    return " ".join(plain.split())


def in_letters(search: str) -> str:
    """Return a search for letters as keys have it: ``Zhang'wei`` and ``zhāng wèi`` read zhangwei."""
    bare = _bare(wanted(search))
    return re.sub(r"[^a-z]", "", bare) if bare.isascii() else ""


def _spaced(name: str) -> str:
    """Set Latin letters apart from characters, so that each word is read as one."""
    return re.sub(r"([a-z]+)", r" \1 ", name)


def _bare(text: str) -> str:
    """Return text without tone marks and other accents."""
    parts = unicodedata.normalize("NFD", text)
    return "".join(c for c in parts if not unicodedata.combining(c))
