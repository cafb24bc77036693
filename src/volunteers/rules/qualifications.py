"""Which qualification a post is about, whichever words name it (V7, 条例 16)."""

import re
import unicodedata

from kit.i18n import N_
from volunteers.rules.applications import Post

FIELDS = {
    "counselling": re.compile("心理|咨询师|疏导|counsel|psycholog|therap"),
    "first_aid": re.compile("急救|救护|first[- ]?aid|aider"),
    "medical": re.compile("医|护士|护理|义诊|血压|血糖|medic|doctor|nurse|physician"),
}
PROPOSED: dict[str, str] = {
    "counselling": N_("Counsellor's certificate"),
    "first_aid": N_("First-aid certificate"),
    "medical": N_("Medical licence"),
}


def proposed(post: Post) -> str:
    """Return the qualification a post should ask for by its name, "" if it asks already or need not."""
    about = _field(post.name)
    return PROPOSED[about] if about and not post.qualification else ""


def same(label: str, wanted: str) -> bool:
    """Say whether two names mean one qualification: the same words, or the same field."""
    return _folded(label) == _folded(wanted) or _field(label) == _field(wanted) != ""


def _field(text: str) -> str:
    folded = _folded(text)
    return next((name for name, words in FIELDS.items() if words.search(folded)), "")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
