"""`banxing plan read` and `plan check`: data on standard output, words beside it, exit 0, 1 or 2."""

import io
import json
import sys
import zipfile
from types import SimpleNamespace

import docx
import pytest

from events.rules import plan_files
from web import cli

GOOD = "联欢策划\n\n一、活动时间\n2027年3月6日9:00-10:00\n二、活动地点\n学校礼堂\n"
BAD = GOOD + "三、经费预算\n水费:50x1.5=75\n共计:80\n四、经费来源\n学院90元\n"


@pytest.fixture
def said(capsys):
    """What a command printed: (exit code, standard output, standard error)."""

    def run(*arguments):
        code = cli.main(["plan", *arguments])
        out = capsys.readouterr()
        return code, out.out, out.err

    return run


@pytest.fixture
def proposal(tmp_path):
    def write(content, name="plan.txt"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return write


def test_read_prints_one_document_and_nothing_else(said, proposal):
    code, out, err = said("read", proposal(BAD), "--json")

    plan = plan_files.read(out)
    assert (code, err) == (0, "")
    assert (plan.title, plan.budget.stated_total, plan.budget.computed_total) == (
        "联欢",
        "80",
        "75",
    )
    start, end = json.loads(out)["spans"]["budget.lines.0"][0]
    assert BAD[start:end] == "水费:50x1.5=75"


def test_the_keys_that_programs_rely_on_are_there_even_where_they_are_empty(said, proposal):
    text = "联欢策划\n一、时间\n2027年3月6日9:00\n二、流程\n1、签到\n三、后续工作\n1、每月至少联系一次\n"

    plan = json.loads(said("read", proposal(text), "--json")[1])

    assert plan["when"]["tentative"] is False
    assert plan["when"]["year_known"] is True
    assert plan["schedule"][0]["day"] == 1
    assert (plan["obligations"][0]["at_least"], plan["obligations"][0]["per"]) == (1, "month")
    assert plan["budget"] == {
        "currency": "CNY",
        "lines": [],
        "sources": [],
        "stated_total": None,
        "computed_total": None,
    }
    assert plan["when"]["end_time"] is None
    assert plan["schedule"][0].keys() >= {
        "start",
        "end",
        "minutes",
        "title",
        "place",
        "owner",
        "lane",
    }
    assert (plan["parties"], plan["places"], plan["headcounts"], plan["notes"]) == ([], [], [], [])


def test_check_prints_the_findings_alone_and_exits_1_for_an_error(said, proposal):
    code, out, _ = said("check", proposal(BAD), "--json")

    findings = json.loads(out)["findings"]
    assert code == 1
    assert [(f["code"], f["severity"], f["line"]) for f in findings] == [
        ("budget-total-mismatch", "error", 9)
    ]
    assert set(findings[0]) == {"code", "severity", "message", "line", "spans"}


def test_check_exits_0_where_nothing_is_an_error(said, proposal):
    assert said("check", proposal(GOOD)) == (0, "没有发现问题。\n", "")


def test_a_person_gets_lines_to_read(said, proposal):
    code, out, _ = said("read", proposal(BAD))

    assert code == 0
    assert out.splitlines()[0] == "联欢"
    assert "9: 错误 budget-total-mismatch: 各项相加是 75，写的合计是 80。" in out


def test_a_dash_is_standard_input(said, monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(GOOD.encode())))

    assert said("check", "-")[0] == 0


def test_a_word_file_is_read_with_its_tables(said, proposal):
    document = docx.Document()
    for line in GOOD.splitlines():
        document.add_paragraph(line)
    document.add_paragraph("三、经费预算")
    table = document.add_table(rows=2, cols=3)
    for row, cells in zip(
        table.rows, [("项目", "数量", "金额"), ("水", "20瓶", "40元")], strict=True
    ):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    content = io.BytesIO()
    document.save(content)

    _, out, _ = said("read", proposal(content.getvalue(), "plan.docx"), "--json")

    plan = plan_files.read(out)
    assert [(c.name, c.amount) for c in plan.budget.lines] == [("水", "40")]
    assert (plan.when.start_time, plan.places) == ("09:00", ("学校礼堂",))


def test_gbk_and_utf_16_are_read_too(said, proposal):
    for encoding in ("gbk", "utf-16", "utf-8-sig"):
        assert said("check", proposal(GOOD.encode(encoding)))[0] == 0


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 20_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x00\x00\x00",
        b"PK\x03\x04 broken",
        _bomb(),
        b"a" * 11_000_000,
        b"\xff" * 30,
    ],
)
def test_what_is_no_proposal_is_refused_in_one_sentence(content, said, proposal):
    code, out, err = said("read", proposal(content), "--json")

    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1


def test_a_file_that_is_not_there_is_wrong_use_and_says_so(said, tmp_path):
    code, out, err = said("read", str(tmp_path / "none.txt"))

    assert (code, out) == (2, "")
    assert "none.txt" in err


def test_a_folder_is_no_file(said, tmp_path):
    code, out, err = said("check", str(tmp_path))

    assert (code, out) == (2, "")
    assert str(tmp_path) in err


def test_wrong_use_exits_2():
    with pytest.raises(SystemExit) as stop:
        cli.main(["plan", "write"])
    assert stop.value.code == 2
