"""Budget lines in the forms proposals use: (name, quantity, unit, price, amount)."""

from datetime import date
from decimal import Decimal

import pytest

from events.rules import reading
from events.rules.reading import costs
from events.rules.reading.lines import split
from events.rules.reading.outline import outline


def read(text):
    return costs.read(outline(split(f"一、经费预算\n{text}\n")).items("budget"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("水费:50x1.5=75", ("水费", "50", None, "1.5", "75")),
        ("鸡蛋:4元/斤×15斤=60元", ("鸡蛋", "15", "斤", "4", "60")),
        ("餐费:每人50元,共100人,共计5000元", ("餐费", "100", "人", "50", "5000")),
        ("每人50元,共100人,共计5000元", ("每人", "100", "人", "50", "5000")),
        ("伙食 15人×11天×25元/人/天=4125元", ("伙食", "165", "人", "25", "4125")),
        ("横幅50元+海报150元=200元", ("横幅", None, None, None, "200")),
        ("宣传:横幅50元+海报150元=200元", ("宣传", None, None, None, "200")),
        ("Coach hire: 1 x $420.00", ("Coach hire", "1", None, "420", "420")),
        ("Torches 12 @ £3.50 each = £42.00", ("Torches", "12", None, "3.5", "42")),
        ("矿泉水2箱,每箱30元,共60元", ("矿泉水", "2", "箱", "30", "60")),
        ("面粉 20斤 单价2.6元 共52元", ("面粉", "20", "斤", "2.6", "52")),
        ("海报10张×5元", ("海报", "10", "张", "5", "50")),
        ("场地布置 1,200元", ("场地布置", None, None, None, "1200")),
        ("路费:400", ("路费", None, None, None, "400")),
        ("材料:60", ("材料", None, None, None, "60")),
        ("租金:0.5万元", ("租金", None, None, None, "5000")),
        ("- 面包 50个 @ 1.5元", ("面包", "50", "个", "1.5", "75")),
        ("横幅:80x2=160", ("横幅", None, None, None, "160")),
    ],
)
def test_a_line_is_read(text, line):
    (entry,) = read(text).entries

    cost = entry.cost
    assert (cost.name, cost.quantity, cost.unit, cost.unit_price, cost.amount) == line


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("路费:400 水费:50x1.5=75", [("路费", 400), ("水费", 75)]),
        ("租车费1000元,打印费约50元", [("租车费", 1000), ("打印费", 50)]),
        ("横幅2条,80元/条,160元；展板3块,50元/块,150元", [("横幅", 160), ("展板", 150)]),
        ("资料:700(图片、光盘等) 横幅:80x2=160", [("资料", 700), ("横幅", 160)]),
    ],
)
def test_two_items_on_one_line_are_two(text, lines):
    assert [(e.cost.name, Decimal(e.cost.amount)) for e in read(text).entries] == lines


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("共计:2360", 2360),
        ("合计(元):140元", 140),
        ("总计约5,480元", 5480),
        ("Total £78", 78),
        ("**Total: $570.00**", 570),
        ("书包2个×30元=60元,画笔3盒×10元=30元,共计90元", 90),
    ],
)
def test_a_written_total_is_no_line(text, total):
    found = read(text)

    assert found.total == total
    assert total not in [e.stated for e in found.entries]


def test_a_subtotal_is_neither():
    found = read("横幅:60元\n小计60元\n海报:40元")

    assert ([e.cost.amount for e in found.entries], found.total) == (["60", "40"], None)


@pytest.mark.parametrize(
    ("text", "currency"), [("路费:¥40", "CNY"), ("Bus: HK$40", "HKD"), ("Bus: £40", "GBP"), ("Bus: 40", None)]
)  # fmt: skip
def test_the_currency_is_the_written_one(text, currency):
    assert read(text).currency == currency


def test_a_table_is_read_by_its_headings_in_any_order():
    found = read(
        "| 金额 | 备注 | 单价 | 数量 | 项目 |\n|---|---|---|---|---|\n| 60元 | 红 | 30 | 2条 | 横幅 |"
    )

    (entry,) = found.entries
    assert (entry.cost.name, entry.cost.quantity, entry.cost.unit_price) == ("横幅", "2", "30")
    assert (entry.cost.amount, entry.cost.note) == ("60", "红")


@pytest.mark.parametrize(
    ("table", "units"),
    [
        ("项目\t数量\t单位\t单价\t金额\n气球\t3\t包\t5\t15\n车费\t\t\t\t80", ["包", None]),
        ("Item\tQuantity\tUnit\tUnit price\tAmount\nTea\t20\tcup\t2\t40", ["cup"]),
    ],
)
def test_a_unit_may_have_a_column_of_its_own(table, units):
    title = "Budget" if table.isascii() else "预算"
    lines = reading.read(f"{title}\n{table}\n", date(2026, 11, 23)).plan.budget.lines

    assert [one.unit for one in lines] == units
