"""The arithmetic of one budget line: which numbers are factors, which is the price, what is the sum."""

import re
from decimal import Decimal
from itertools import pairwise

import msgspec

from events.rules.plans import Cost
from events.rules.reading import amounts
from events.rules.reading.amounts import Amount, written
from events.rules.reading.lines import HAN, Span, fold

_CATEGORIES = (
    ("transport", "路费|车费|车资|交通|租车|包车|用车|大巴|中巴|巴士|客车|校车|游览车|旅游车|高铁|火车|机票|地铁|公交|打车|船票|油费|车票|停车|过路|来回|coach|\\bbus(?:es)?\\b|transport|travel|taxi|minibus|shuttle|\\btrain\\b|petrol|fuel|parking|\\bfares?\\b"),
    ("food", "水费|(?:^|饮用|矿泉|纯净)水$|便当|矿泉水|饮|面包|餐|伙食|食品|鸡蛋|零食|水果|饭|点心|牛奶|糕|茶|米|油$|食材|肉|蔬菜|面粉|饺|汤圆|糖|月饼|蛋糕|鸡蛋|咖啡|果汁|豆浆|粽|冷饮|膳|食宿|lunch|dinner|breakfast|pizza|\\btea\\b|coffee|juice|cakes?\\b|biscuit|cookie|bread|lemonade|barbecue|bbq|food|drink|water|snack|refreshment|sandwich|catering|meal|fruit"),
    ("publicity", "横幅|展板|海报|宣传|喷绘|传单|条幅|易拉宝|宣传册|背景板|poster|banner|leaflet|flyer|publicity"),
    ("materials", "资料|礼|奖|材料|教材|教具|文具|书|绘本|课本|颜料|画|美术|纸|笔|墨|手套|垃圾袋|垃圾夹|胶|剪刀|气球|彩带|球拍|工具|药品|急救|马甲|帽|毛巾|围巾|证书|奖状|器材|纪念|道具|物资|打印|印刷|手工|用品|服装|t恤|gifts?\\b|prize|material|\\bgloves?\\b|\\bbags?\\b|paper|\\bpens?\\b|paint|\\btools?\\b|equipment|balloon|badge|t-shirt|first aid|plants?\\b|seeds?\\b|toys?\\b|supplies|label|sticker|stationery|book|print|craft|certificate"),
    ("reserve", "其他|其它|机动|备用|预备金|不可预见|应急|杂费|杂支|保险|other|insurance|contingenc|misc|reserve"),
)  # fmt: skip
CATEGORIES = [(name, re.compile(words)) for name, words in _CATEGORIES]
_IN_CHINESE = {
    "transport": "交通",
    "food": "餐饮",
    "publicity": "宣传",
    "materials": "资料与礼物",
    "reserve": "机动",
}
GIFTS = re.compile("礼物|礼品|纪念品|慰问品|礼包|gifts?\\b|goodie|souvenir")
HEADS = re.compile(
    "人|名|位|份|瓶|个|盒|套|件|顶|person|people|head|pax|volunteer|child|student|^$"
)
FOOD = re.compile(
    "水|面包|餐|便当|饭|盒饭|牛奶|点心|零食|蛋糕|午饭|保险|lunch|water|bread|snack|sandwich|meal|refreshment|insurance"
)


class Entry(msgspec.Struct, frozen=True):
    """A line with where it stands. `stated` is the amount that is written, before any arithmetic."""

    cost: Cost
    stated: Decimal | None
    span: Span
    line: int


class Costs(msgspec.Struct):
    """The lines of a budget, and the total that is written."""

    entries: list[Entry]
    total: Decimal | None = None
    total_span: Span | None = None
    total_line: int = 0
    currency: str | None = None

    def add(self, entry: Entry, numbers: list[Amount]) -> None:
        self.currency = self.currency or next((n.currency for n in numbers if n.currency), None)
        self.entries.append(entry)

    def add_total(self, numbers: list[Amount], span: Span, line: int) -> None:
        """Keep the written total: the last amount of money, else the last number."""
        if numbers:
            said = next((n for n in reversed(numbers) if n.money), numbers[-1])
            self.currency = self.currency or said.currency
            self.total, self.total_span, self.total_line = said.value, span, line


class Sum(msgspec.Struct, frozen=True):
    """`factors` to multiply or `parts` to add, and the amount that is written."""

    factors: tuple[Amount, ...] = ()
    stated: Decimal | None = None
    parts: tuple[Amount, ...] = ()


def sum_of(hidden: str, numbers: list[Amount]) -> Sum:
    """Return how the numbers in `hidden` belong together."""
    gaps = [hidden[a.end : b.start] for a, b in pairwise(numbers)]
    stated: Decimal | None = None
    for at, gap in enumerate(gaps, 1):
        number, last = numbers[at], at == len(gaps)
        named = amounts.TOTAL_BEFORE.search(gap) and last and (number.money or not number.unit)
        if "=" in gap or named:
            stated, numbers, gaps = number.value, numbers[:at], gaps[: at - 1]
            break
    if len(numbers) == 1:
        return Sum((), numbers[0].value) if stated is None else Sum((numbers[0],), stated)
    if all("+" in gap for gap in gaps):
        return Sum((), stated, tuple(numbers))
    if any("+" in gap for gap in gaps):
        return Sum((), stated, tuple(_terms(gaps, numbers)))
    return _multiplied(gaps, numbers, stated) or _side_by_side(numbers, stated)


def _terms(gaps: list[str], numbers: list[Amount]) -> list[Amount]:
    """Return the products that are added: `100元×1+50元×2`."""
    terms = [numbers[0]]
    for gap, number in zip(gaps, numbers[1:], strict=True):
        if "+" in gap:
            terms.append(number)
        elif "x" in gap or amounts.TIMES_BEFORE.search(gap):
            terms[-1] = msgspec.structs.replace(terms[-1], value=terms[-1].value * number.value)
    return terms


def _multiplied(gaps: list[str], numbers: list[Amount], stated: Decimal | None) -> Sum | None:
    times = [bool(amounts.TIMES_BEFORE.search(gap)) or "x" in gap for gap in gaps]
    if True not in times:
        return None
    first = times.index(True)
    last = first
    while last + 1 < len(times) and times[last + 1]:
        last += 1
    after = numbers[last + 2 :]
    if stated is None and after and after[-1].money:
        stated = after[-1].value
    return Sum(tuple(numbers[first : last + 2]), stated)


def _side_by_side(numbers: list[Amount], stated: Decimal | None) -> Sum:
    """`2条,80元/条,160元`: a price per piece multiplies, whatever stands between."""
    money = [n for n in numbers if n.money]
    counts = [n for n in numbers if not n.money and n.unit]
    priced = [n for n in money if n.per]
    if priced and counts:
        others = [n for n in money if n is not priced[0]]
        if stated is None and others:
            stated = others[-1].value
        factors = sorted([priced[0], *counts[:2]], key=lambda n: n.start)
        return Sum(tuple(factors), stated)
    if stated is None:
        stated = (money or numbers)[-1].value
    return Sum(tuple(counts[:1]) if money else (), stated)


def entry(  # noqa: PLR0917 -- the parts of a line, as they stand in it
    name: str, found: Sum, note: str | None, text: str, span: Span, line: int
) -> Entry:
    """Return the line; its amount is what the arithmetic says where quantity and price are known."""
    chain, stated = list(found.factors), found.stated
    several = len(chain) > 1
    price = _price(chain)
    others = [n for n in chain if n is not price]
    product = _product(chain) if several else None
    amount = product if several and (price is not None or stated is None) else stated
    if found.parts:
        amount = sum((p.value for p in found.parts), Decimal(0))
    counted = (several and price is not None) or (len(chain) == 1 and not chain[0].money)
    unit = next((n.unit for n in others if n.unit), None)
    unit = unit if unit != "each" else None
    if several and price is not None and price.unit != "each":
        unit = unit or price.unit.split("/")[0]
    cost = Cost(
        name=name,
        category=category(name),
        quantity=_money(_product(others)) if counted and others else None,
        unit=unit or None if counted else None,
        unit_price=_money(price.value) if several and price is not None else None,
        factors=tuple(written(n.value) for n in chain) if several else (),
        price_factor=_which(chain, price) if several else None,
        amount=_money(amount),
        per_head=_per_head(name, chain),
        note=note,
        text=text,
        more={"parts": [written(p.value) for p in found.parts]} if found.parts else {},
    )
    return Entry(cost, stated if stated is not None else amount, span, line)


def _which(chain: list[Amount], price: Amount | None) -> str | None:
    """Return which of two factors is the price; of more than two, quantity and price say it."""
    if price is None:
        return "unknown"
    return "ab"[chain.index(price)] if chain.index(price) < 2 else None  # noqa: PLR2004


def _price(chain: list[Amount]) -> Amount | None:
    """The factor that is the price: the one of money, else the only one that is not whole."""
    money = [n for n in chain if n.money]
    if money:
        return money[0]
    per = [n for n in chain if n.per and n.unit]
    broken = [n for n in chain if not n.whole]
    if len(chain) < 2:  # noqa: PLR2004 -- one number is no multiplication
        return None
    if len(per) == 1 or len(broken) == 1:
        return (per if len(per) == 1 else broken)[0]
    counted = [n for n in chain if n.unit]
    bare = [n for n in chain if not n.unit]
    return bare[0] if counted and len(bare) == 1 else None


def _product(chain: list[Amount]) -> Decimal:
    product = Decimal(1)
    for number in chain[:8]:
        product *= number.value
    return product


def _money(value: Decimal | None) -> str | None:
    return None if value is None or value >= Decimal(10) ** 12 else written(value)


def category(name: str) -> str | None:
    """Return what kind of cost it is: in Chinese for a Chinese name, else the code."""
    folded = fold(name)
    code = next((key for key, words in CATEGORIES if words.search(folded)), None)
    return _IN_CHINESE[code] if code and HAN.search(name) else code


def _per_head(name: str, chain: list[Amount]) -> str | None:
    """Whom a line follows, where that is sure enough to be asked about."""
    folded = fold(name)
    if re.search("抽奖|奖|prize|raffle", folded):
        return None
    if GIFTS.search(folded):
        return "participants"
    price = _price(chain)
    counts = [n for n in chain if n is not price]
    if price is None or len(counts) != 1 or not counts[0].whole:
        return None
    if re.match("人|名|位|person|people|pax|head", counts[0].unit) or re.match(
        "人|名|位|person|people|head", price.unit
    ):
        return "present"
    packed = counts[0].unit.startswith("件")  # a case of bottles
    return "present" if FOOD.search(folded) and HEADS.match(counts[0].unit) and not packed else None
