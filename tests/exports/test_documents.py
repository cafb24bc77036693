import asyncio
import io
import re
from dataclasses import dataclass

import msgspec
import pikepdf
import pypdf
import pytest

from exports import documents
from exports.rules import forms
from exports.rules.forms import Field, Opinion
from exports.rules.lists import PairList, SignInSheet
from exports.rules.money_papers import BudgetPaper, Cost, CostGroup, CostTable, Source
from exports.rules.papers import Fact, Stamp, When
from exports.rules.proposals import Party, Proposal, Section, Step
from exports.rules.run_sheets import Block, Contact, Lane, Part, RunSheet
from exports.rules.safety_papers import Place, Team
from kit.settings import settings
from kit.templating import STATIC
from tests.exports import sample_papers as sample

LANGUAGES = ("zh_Hans", "en")
HOSTILE = (
    "x" * 20_000,
    "汉" * 20_000,
    "\u202eשלום شكرا\u202c",
    "🎉👨‍👩‍👧☐",
    "a\0b\x07c\ud7ff",
    '<script>alert(1)</script><img src="http://127.0.0.1:9/x">',
    "<link rel=attachment href=file:///etc/passwd>",
    "{{ 7 * 7 }} %(title)s %s",
)


@dataclass
class Read:
    """What a PDF says when it is read back."""

    pages: list[str]
    raw: pypdf.PdfReader

    @property
    def text(self) -> str:
        return "\n".join(self.pages)


def read(pdf: bytes) -> Read:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return Read([page.extract_text() for page in reader.pages], reader)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("data")
    yield path
    documents._press(path).close()


@pytest.fixture(autouse=True)
def own_folder(folder, monkeypatch):
    """Papers and fonts are kept in a folder of this run, and one press serves all tests."""
    ours = msgspec.structs.replace(settings(), data_dir=folder)
    monkeypatch.setattr(documents, "settings", lambda: ours)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_budget_reads_back_with_every_amount_of_plan_4(language):
    paper = read(await documents.pdf(sample.budget(), language))

    amounts = re.findall(r"(?<![\d.,])\d[\d,]*\.\d\d(?!\d)", paper.text)
    lines = ["400.00", "75.00", "75.00", "700.00", "160.00", "150.00", "500.00", "300.00"]
    assert [amount for amount in amounts if amount in lines] == lines
    assert "¥2,360.00" in paper.text
    assert "人民币贰仟叁佰陆拾元整" in paper.text
    assert re.search(r"50\s*瓶\s*×\s*1\.50\s*=\s*75\.00", paper.text)
    assert re.search(r"80\s*×\s*2\s*=\s*160\.00", paper.text), "nobody knows which is the price"
    assert "¥360.00" in paper.text, "2,360.00 planned, 2,000.00 promised"
    assert "¥200.00" in paper.text, "of these 1,800.00 approved"


PAGES = {
    "run_sheet": 1,
    "sign_in_sheet": 2,
    "pair_list": 1,
    "changes": 1,
    "badges": 3,
    "budget": 1,
    "proposal": 3,
    "approval_form": 2,
    "diff_sheet": 1,
    "notice": 5,
    "consent_letter": 2,
    "safety_pledge": 1,
    "leading_group": 1,
    "roll_call": 6,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sample.EVERY)
async def test_every_paper_has_its_pages_stamp_and_number_and_no_empty_boxes(kind, language):
    printed = await documents.printed(sample.EVERY[kind](), language)

    paper = read(printed.pdf)
    count = PAGES[kind]
    assert len(paper.pages) == count
    assert printed.missing == ()
    for number, text in enumerate(paper.pages, start=1):
        assert f"BX7F3K · R3 · {number}/{count}" in text
    assert "关爱农村孩子" in paper.text
    assert fonts_of(paper) <= {
        "Noto-Sans-SC",
        "Noto-Sans-SC-Bold",
        "Noto-Serif-SC",
        "Noto-Serif-SC-Bold",
    }


def fonts_of(paper: Read) -> set[str]:
    """Name the faces in use; every one must be embedded."""
    found = set()
    for page in paper.raw.pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font["/DescendantFonts"][0].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"])
            found.add(str(descendant["/BaseFont"]).partition("+")[2])
    return found


@pytest.mark.parametrize("kind", sample.EVERY)
async def test_a_paper_is_tagged_speaks_its_language_and_names_nobody_outside_its_pages(kind):
    paper = read(await documents.pdf(sample.EVERY[kind](), "zh_Hans"))

    catalog = paper.raw.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"] is not None
    assert catalog["/Lang"] == "zh-Hans"
    metadata = catalog["/Metadata"].get_data().decode()
    assert "pdfuaid" in metadata
    outline = " ".join(str(entry.title) for entry in flat(paper.raw.outline))
    for person in ("周以宁", "林可", "赵知行", "小树"):
        assert person not in metadata + outline + str(paper.raw.metadata)
    assert paper.raw.attachments == {}
    with pikepdf.open(paper.raw.stream) as file:
        assert file.check_pdf_syntax() == []


def flat(outline):
    for entry in outline:
        if isinstance(entry, list):
            yield from flat(entry)
        else:
            yield entry


async def test_a_character_we_cannot_draw_is_named_with_the_text_it_stands_in():
    printed = await documents.printed(sample.run_sheet(place="操场 🎉", subtitle="𠮷野"), "zh_Hans")

    assert [(gap.character, gap.text) for gap in printed.missing] == [
        ("🎉", "操场 🎉"),
        ("𠮷", "𠮷野"),
    ]
    text = read(printed.pdf).text
    assert "操场 □" in text
    assert "□野" in text


async def test_equal_facts_make_equal_bytes_and_other_facts_do_not():
    paper = sample.run_sheet(keep=False)

    first, second = [await documents.pdf(paper, "zh_Hans") for _ in range(2)]
    other = await documents.pdf(sample.run_sheet(keep=False, place="操场"), "zh_Hans")

    assert first == second
    assert first != other


async def test_a_kept_paper_is_answered_without_printing(monkeypatch):
    paper = sample.budget(place="礼堂")
    first = await documents.pdf(paper, "en")
    monkeypatch.setattr(documents, "press", lambda: pytest.fail("it was printed again"))

    assert await documents.pdf(paper, "en") == first
    with pytest.raises(pytest.fail.Exception):
        await documents.pdf(sample.budget(place="礼堂二楼"), "en")


async def test_a_paper_asked_for_three_times_at_once_is_printed_once(monkeypatch):
    printed, press = [], documents.press()
    print_it = press.print

    async def counting(title, job):
        printed.append(title)
        return await print_it(title, job)

    monkeypatch.setattr(press, "print", counting)
    paper = sample.budget(title="Three at once")

    one, two, three = await asyncio.gather(*(documents.pdf(paper, "en") for _ in range(3)))

    assert printed == ["Three at once"]
    assert one == two == three


async def test_a_kept_paper_of_an_older_release_is_not_handed_out_for_a_newer_one():
    later = msgspec.structs.replace(sample.STAMP, release=4)

    paper = read(await documents.pdf(sample.budget(stamp=later), "en"))

    assert "BX7F3K · R4 · 1/1" in paper.text


async def test_a_paper_that_shows_more_than_codenames_is_never_kept(folder):
    kept = set((folder / "papers").glob("*"))

    await documents.pdf(sample.pair_list(3, keep=False), "zh_Hans")
    assert set((folder / "papers").glob("*")) == kept

    await documents.pdf(sample.pair_list(3), "zh_Hans")
    assert len(set((folder / "papers").glob("*")) - kept) == 1


async def test_thirteen_blocks_in_three_lanes_fit_two_pages_in_either_language():
    for language in LANGUAGES:
        paper = read(await documents.pdf(sample.run_sheet(), language))

        assert len(paper.pages) <= 2
        for word in ("游戏 A", "游戏 B", "布展", "集合离校", "138 0000 0104"):
            assert word in paper.text


async def test_five_lanes_make_two_sheets_and_each_repeats_what_everybody_does():
    blocks = (
        Block(title="启动仪式", starts="09:00"),
        *(Block(title=f"游戏 {lane}", starts="10:00", lane=lane) for lane in range(5)),
    )
    lanes = tuple(Lane(f"第{number}组") for number in range(5))

    paper = read(
        await documents.pdf(sample.run_sheet(lanes=lanes, parts=(Part("", blocks),)), "zh_Hans")
    )

    assert len(paper.pages) == 2
    assert [("启动仪式" in text, "游戏 1" in text, "游戏 4" in text) for text in paper.pages] == [
        (True, True, False),
        (True, False, True),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_papers_without_rows_or_date_still_print_on_one_page(language):
    bare = {
        "title": "空白",
        "stamp": Stamp(code="BX", made_at=sample.STAMP.made_at, link="https://p.example"),
    }

    for kind in (RunSheet, PairList, SignInSheet, BudgetPaper):
        paper = read(await documents.pdf(kind(**bare), language))
        assert len(paper.pages) == 1

    assert len(read(await documents.pdf(sample.badges(0), language)).pages) == 1
    assert len(read(await documents.pdf(Proposal(**bare), language)).pages) == 2


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (10, 1), (11, 2)])
async def test_no_badge_of_a_partial_sheet_is_lost(count, pages):
    paper = read(await documents.pdf(sample.badges(count), "zh_Hans"))

    assert len(paper.pages) == pages
    assert paper.text.count("结对志愿者") == count


@pytest.mark.parametrize("count", [1, 200])
async def test_one_row_and_two_hundred_rows_are_all_there(count):
    paper = read(await documents.pdf(sample.pair_list(count), "zh_Hans"))

    assert paper.text.count("七年级") == count
    assert [number for number in range(count) if f"小树 {number:02d}" not in paper.text] == []


async def test_two_hundred_blocks_print_and_five_hundred_and_one_are_refused():
    def blocks(count: int) -> tuple[Part, ...]:
        return (Part("", tuple(Block(title=f"环节{n}。", starts="09:00") for n in range(count))),)

    paper = read(await documents.pdf(sample.run_sheet(parts=blocks(200), lanes=()), "zh_Hans"))
    assert all(f"环节{number}。" in paper.text.replace(" ", "") for number in range(200))

    with pytest.raises(documents.TooManyBlocks):
        await documents.pdf(sample.run_sheet(parts=blocks(501)), "zh_Hans")


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
async def test_hostile_texts_neither_break_a_paper_nor_run_in_it(text):
    common = sample.COMMON | {"title": text, "subtitle": text, "host": text, "place": text}
    blocks = tuple(
        Block(
            title=text, detail=text, place=text, lead=text, items=(text,), starts="09:00", lane=lane
        )
        for lane in (None, 0, 1, 2)
    )
    sheet = RunSheet(
        **common,
        lanes=(Lane(text, text), Lane(text), Lane(text)),
        parts=(Part(text, blocks),),
        contacts=(Contact(text, text, text),) * 4,
        facts=(Fact(text, text),) * 3,
    )
    cost = Cost(label=text, amount=10**12, quantity=text, unit=text, price=text, note=text)
    money = CostTable(groups=(CostGroup(text, (cost,)),), sources=(Source(name=text),))
    plan = Proposal(
        **common,
        parties=(Party(text, (text,)),),
        sections=(
            Section(heading=text, paragraphs=(text,), items=(text,), schedule=(Step(title=text),)),
        ),
    )

    for paper in (sheet, BudgetPaper(**common, budget=money), plan):
        html = documents.page(paper, "zh_Hans")
        assert not {"\0", "\x07", "\u202e", "\u200d"} & set(html)
        assert "<script" not in html
        assert "<link" not in html

        made = read(await documents.pdf(paper, "zh_Hans"))
        assert 1 <= len(made.pages) <= 8
        assert made.raw.attachments == {}


async def test_an_unsettled_date_is_said_in_words():
    html = documents.page(sample.run_sheet(when=When()), "en")
    settled = documents.page(sample.run_sheet(), "en")

    assert "Date not settled" in html
    assert "Sat 5 Dec (tentative)" in settled


def test_style_sheets_ask_for_nothing_that_is_slow_unsupported_or_elsewhere():
    forbidden = re.compile(
        r"text-autospace|hanging-punctuation|line-break|text-wrap|color-mix|subgrid|unicode-range"
        r"|@font-face|@import|url\(|https?:|display:\s*(flex|grid)",
    )
    sheets = sorted(STATIC.glob("paper*.css"))

    assert len(sheets) == 14
    for sheet in sheets:
        assert not forbidden.search(sheet.read_text()), sheet.name
    assert forbidden.search("a { display: flex }")


@pytest.mark.parametrize(
    ("below", "rows"), [(0, []), (2, [2]), (3, [3]), (4, [2, 2]), (5, [2, 2, 1])]
)
def test_groups_below_the_first_stand_side_by_side_or_in_pairs(below, rows):
    teams = tuple(Team(f"{n} 组", (Place(role="组长"),)) for n in range(below + 1))

    html = documents.page(sample.leading_group(teams=teams), "zh_Hans")

    shown = [row.count('<section class="team">') for row in html.split('<div class="row')[1:]]
    assert shown == rows


@pytest.mark.parametrize(("lines", "crowded"), [(1, False), (11, False), (12, True), (14, True)])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_copy_of_the_application_form_keeps_to_its_page(language, lines, crowded):
    fields = tuple(
        Field(label="内容摘要", lines=("安全地过三天集体生活。" * 3,) * lines, wide=True)
        for _ in range(2)
    )
    names = tuple(Field(label="承办单位", lines=("生命科学学院",)) for _ in range(10))
    boxes = tuple(Opinion(title=f"第 {n} 处") for n in range(6))
    form = sample.approval_form(fields=(*names, *fields), opinions=boxes, copies=2)

    assert forms.is_crowded(form) is crowded
    assert len(read(await documents.pdf(form, language)).pages) == form.copies
