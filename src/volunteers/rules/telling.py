"""What gives a person away in a text that should hold a codename or a short note (domain §6.2)."""

import re
import unicodedata

from kit.i18n import gettext

LONGEST_NOTE = 200  # characters of free text about a child (safety reference §4.1)

_MANY_DIGITS = 7
_ID_NUMBER = re.compile(r"[0-9]{6}\W?[0-9]{8}\W?[0-9]{3}[0-9X]", re.IGNORECASE)
_CLASS = re.compile(r"[0-9一二三四五六七八九十)(]\s*班|\bclass\b", re.IGNORECASE)
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙胡朱郭何罗郑梁谢宋唐许邓韩冯曹彭曾肖蔡潘袁董魏蒋"
_HAN_NAME = re.compile(f"[{_SURNAMES}][一-鿿]{{1,2}}")
_ADDRESSES = ("奶奶", "爷爷", "婆婆", "公公", "阿姨", "叔叔", "伯伯", "大爷", "大妈", "老师")
_LATIN_NAME = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+")


def tells_who(text: str) -> str:
    """Return a sentence if `text` gives a child away (a phone or ID number, a class), else ""."""
    plain = unicodedata.normalize("NFKC", text)
    if _ID_NUMBER.search(plain):
        return gettext("This looks like an ID number. Only a codename may stand here.")
    if sum(letter.isdigit() for letter in plain) >= _MANY_DIGITS:
        return gettext("This looks like a phone or student number. Only a codename may stand here.")
    if "@" in plain:
        return gettext("This looks like an e-mail address. Only a codename may stand here.")
    if _CLASS.search(plain):
        return gettext("This names a class. Please leave it out; the grade is enough.")
    return ""


def looks_like_a_name(text: str) -> bool:
    """Say whether `text` is built like a real name; codenames may be, so this warns and never refuses."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.endswith(_ADDRESSES):
        return False
    return bool(_HAN_NAME.fullmatch(plain) or _LATIN_NAME.fullmatch(plain))
