"""What a step is called, how long it takes, and what else is said about it."""

import re

from events.rules.reading.lines import clean

LONGEST = 24 * 60
CHILDREN = re.compile("儿童|孩子|小朋友|学生|营员|孩|child|kid|pupil|camper")
_MINUTES = re.compile(
    r"(?:(?P<times>\d{1,2})\s?[x*]\s?)?(?P<n>\d{1,3})\s?(?:分钟|min(?:ute)?s?\b)(?!(?:之)?[后前内])|(?P<h>\d{1,2}(?:\.5)?)\s?(?:个)?(?:小时|hours?\b|hrs?\b)(?!(?:之)?[后前内])|(?P<half>半(?:个)?小时|half an hour)|(?P<one>[一两二三])(?:个)?(?P<oh>半)?小时"
)
_LED = re.compile(
    r"[\s,(]*(?:负责人|负责|主持人|主持|主讲人|主讲|裁判长|(?<![一-鿿])讲解|讲师|裁判|带队|领队|地点|led by|lead|leader|owner|host|mc)\s*:"
)
_EMPTY_TITLES = re.compile("^(?:活动)?(?:结束|尾声|收尾|the end|end)$")


def minutes(folded: str) -> int | None:
    """Return how long something takes, where it is written: 20分钟, 一个半小时, 45 min."""
    match = _MINUTES.search(folded)
    if match is None:
        return None
    if match["n"]:
        long = int(match["n"]) * int(match["times"] or 1)
    elif match["h"]:
        long = int(float(match["h"]) * 60)
    elif match["half"]:
        long = 30
    else:
        long = {"一": 60, "两": 120, "二": 120, "三": 180}[match["one"]] + (
            30 if match["oh"] else 0
        )
    return long if 0 < long <= LONGEST else None


def label(folded: str) -> int:
    """Return where the label that a step begins with ends (`签到:`), 0 where it has none."""
    colon = re.match(r"[^:。;,]{1,24}(?<!\d):", folded)
    if (
        colon is None
        or colon[0].count("(") > colon[0].count(")")
        or not re.search(r"[^\W\d]", colon[0])
        or _LED.search(colon[0])
    ):
        return 0
    return colon.end()


def title(text: str, folded: str) -> str:
    """Return the name of a step: its label, or else how it begins."""
    if ends := label(folded):
        named = clean(re.sub(r"[(（][^()（）]{0,40}[)）]", "", text[:ends]), 60)
        if _EMPTY_TITLES.match(named.lower()):
            return _what_happens(folded[ends:]) or named
        return re.sub("^现场(?=..)", "", named)
    led = _LED.search(folded)
    if led and led.start():
        text, folded = text[: led.start()], folded[: led.start()]
    stop = re.search(r"[,。;(|\t]|\s-{1,2}\s", folded[1:])
    head = clean(text[: stop.start() + 1] if stop else text, 60)
    return head or clean(text, 60)


def _what_happens(folded: str) -> str:
    """Name a step that is only called the end after what people do in it."""
    acts = (
        ("合影", "合影"),
        ("集合", "集合"),
        ("返校", "返校"),
        ("离开学校", "离校"),
        ("离校", "离校"),
        ("返程", "返程"),
    )
    seen = dict.fromkeys(name for word, name in acts if word in folded)
    return "".join(seen)


def bare(title: str) -> str:
    short = re.sub("^分(?:为|成)?.{1,2}组(?:同时|分别)*", "", title)
    return re.sub("(?:环节|活动|时间)$", "", short) or title


def rest(text: str, folded: str) -> str:
    """Return what stands behind the label."""
    ends = label(folded)
    return clean(text[ends:], 480) if ends else ""
