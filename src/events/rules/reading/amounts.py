"""Numbers with what stands around them: `4元/斤`, `15人`, `每人50元`, `$6.50`."""

import re
from decimal import Decimal

import msgspec

SMALLEST = Decimal("0.000001")
_CURRENCIES = {
    "hk$": "HKD", "nt$": "TWD", "us$": "USD", "$": "USD", "£": "GBP", "€": "EUR", "¥": "CNY", "￥": "CNY",
    "rmb": "CNY", "cny": "CNY", "hkd": "HKD", "usd": "USD", "gbp": "GBP", "eur": "EUR", "twd": "TWD", "ntd": "TWD",
}  # fmt: skip
# One number: currency before it, the number, 万, currency behind it, and its units with slashes.
AMOUNT = re.compile(
    r"(?P<cur>hk\$|nt\$|us\$|[$£€¥￥]|\b(?:rmb|cny|hkd|usd|gbp|eur|twd|ntd)\b)?\s?"
    r"(?<![\d.])(?<!\d,)(?P<n>\d{1,3}(?:,\d{3}){1,3}(?!\d)|\d{1,12})(?P<frac>\.\d{1,6})?(?!\d)\s?(?P<wan>万)?"
    r"\s?(?P<yuan>人民币|港币|港元|台币|新台币|元|块钱|块|圆|(?:rmb|cny|hkd|usd|gbp|eur|twd|ntd|yuan|dollars|pounds|euros?)\b)?"
    r"(?P<unit>(?:\s?/\s?)?(?:[人名位个杯罐串根听打瓶箱袋包斤公千克张条本份盒套件支块次天晚场辆台顶把束只桶卷双对组车班趟间面副幅座枚小时米]|"
    r"(?:persons?|people|pax|heads?|each|days?|nights?|hours?|boxes|box|bottles?|sets?|pieces?|pcs|packs?|kg|coach(?:es)?|bus(?:es)?|volunteers?|children|students?|sheets?|copies|tickets?|rolls?|pairs?|bags?|cups?|cans?|cartons?|crates?|litres?|liters?|metres?|meters?|meals?|seats?|reams?|trays?|tubes?|slices?|rounds?|trips?|weeks?|rooms?)\b)"
    r"(?:/(?:[人名位个天晚次场]|person|day|night|hour))?(?:/[人天次])?)?"
)
EACH = re.compile(r"(?:每|单价|@|\beach\b|\bper\b|/$)")
TOTAL_BEFORE = re.compile(
    r"(?:=|共计|合计|总计|总共|小计|总价|金额|共需|共|计|total|totalling)\s*:?\s*(?:约|为|是)?\s*$"
)
TIMES_BEFORE = re.compile(r"[x*@]\s*$|乘以?\s*$")


class Amount(msgspec.Struct, frozen=True):
    """One number; `money` says it is one of currency, `unit` is what it counts or what it is per."""

    value: Decimal
    money: bool
    unit: str
    per: bool
    currency: str | None
    start: int
    end: int

    @property
    def whole(self) -> bool:
        return self.value == self.value.to_integral_value()


def amounts(folded: str) -> list[Amount]:
    """Return the numbers in `folded`."""
    found = []
    for match in AMOUNT.finditer(folded):
        value = Decimal(match["n"].replace(",", "") + (match["frac"] or ""))
        if match["wan"]:
            value *= 10_000
        if value >= Decimal(10) ** 12:
            continue
        yuan, before = match["yuan"] or "", (match["cur"] or "")
        money = bool(yuan or before)
        unit = (match["unit"] or "").strip()
        each = bool(
            EACH.search(folded[max(0, match.start() - 6) : match.start()].rpartition(",")[2])
        )
        currency = _CURRENCIES.get(before) or _named(yuan)
        slash = unit.startswith("/") or (money and bool(unit))
        found.append(
            Amount(
                value,
                money,
                unit.lstrip("/ "),
                slash or each,
                currency if money else None,
                match.start(),
                match.end(),
            )
        )
    if any(n.currency and folded[n.end - 1] == "元" for n in found) or "/块" in folded:
        found = [_pieces_of(n) if folded[n.end - 1] == "块" and not n.unit else n for n in found]
    return found


def _pieces_of(number: Amount) -> Amount:
    """Return `3块` as three pieces where the money around it is written in 元."""
    return msgspec.structs.replace(number, money=False, unit="块", per=False, currency=None)


def _named(word: str) -> str | None:
    if not word:
        return None
    if word in _CURRENCIES:
        return _CURRENCIES[word]
    return {"港": "HKD", "台": "TWD", "新": "TWD", "d": "USD", "p": "GBP", "e": "EUR"}.get(
        word[0], "CNY"
    )


def written(value: Decimal) -> str:
    """Return a decimal string without needless zeros, at most six places: `60`, `1.5`."""
    return format(value.quantize(SMALLEST).normalize(), "f")
