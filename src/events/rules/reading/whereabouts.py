"""Where it takes place as sentences tell it: held at, going to, come together at."""

import re
from collections.abc import Iterator

from events.rules.reading.lines import Span
from events.rules.reading.outline import Item, Outline

_HELD_AT = re.compile(
    r"(?:前往|走进|赴|在)(?P<place>[^,。;:、()\"\s在的]{2,18}?(?:中学|小学|社区|养老院|敬老院|福利院|幼儿园|公园|广场|村))(?:开展|举办|举行|进行|看望|慰问)"
    r"|(?:在|于)(?P<place2>(?!此|上述|校内外)[^,。;:、()\"\s在的于年月日]{2,14}?)(?:举办|举行|召开|搞(?=一|个)|办(?=一|个|了))"
)
_NO_PLACE = re.compile("期间|基础|领导|指导|支持|范围|时间|上午|下午|晚|周|每|年")
_GOING = re.compile(
    r"(?:去|到|赴|前往|走进)(?P<place>[^,。;:、()\"\s去到的]{2,18}?(?:中学|小学|学校|社区|养老院|敬老院|福利院|幼儿园|公园|博物馆|图书馆|村)|[^,。;:、()\"\s去到的\d]{0,18}?(?:养老院|敬老院|福利院|孤儿院|特教学校|老年公寓))(?=做|开|搞|举|进|看|慰|参|支|宣|上|包|陪|唱|打|送|玩|[,。;!~\s]|$)"
)
_ENGLISH = re.compile(r"\b(?:at|in) (?:the )?(?P<place>[A-Z][\w']+(?: (?:[A-Z][\w']+|&)){1,4})")
_OFTEN = re.compile("每(?:个)?(?:周|月|星期|学期|年|天|逢)|定期|every (?:week|month|term)|weekly")
_GATHER = re.compile(
    r"(?:在|到|于)(?P<place>[^,。;:、()\s在到于]{1,14}?(?:门口?|口|站|场|楼下?|堂|厅|室|馆))(?:集合|集中|碰头|见面|见(?=[,。;!\s]|$)|汇合)"
)


def told(outline: Outline) -> Iterator[tuple[Item, Span]]:
    """Yield the first place that a sentence names, and where people come together."""
    yield from _first(outline)
    for item in outline.all:
        if match := _GATHER.search(item.folded):
            yield item, match.span("place")
            return


def _first(outline: Outline) -> Iterator[tuple[Item, Span]]:
    """Yield the place that the surest words name; where people often go is no single place."""
    for pattern in (_HELD_AT, _GOING, _ENGLISH):
        for item in outline.all:
            match = pattern.search(item.text if pattern is _ENGLISH else item.folded)
            if match:
                group = "place" if match["place"] else "place2"
                often = _OFTEN.search(item.folded[: match.start()][-16:])
                if not often and not _NO_PLACE.search(match[group]):
                    yield item, match.span(group)
                    return
