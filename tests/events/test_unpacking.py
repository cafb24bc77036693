"""A Word file is unpacked beside the site, within limits."""

import io
import zipfile
from datetime import date

import docx
import pytest

from events import unpacking
from events.rules import reading
from events.rules.reading import files
from events.rules.reading.lines import MAX_CHARACTERS


def word(text):
    document = docx.Document()
    document.add_paragraph(text)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


async def test_the_text_of_a_word_file_and_of_a_plain_one_comes_back():
    assert await unpacking.text_of(word("活动时间：5月8日")) == "活动时间：5月8日"
    assert await unpacking.text_of("活动时间：5月8日".encode("gb18030")) == "活动时间：5月8日"


async def test_a_long_word_file_reads_within_the_memory_of_the_bounded_worker():
    document = docx.Document()
    table = document.add_table(rows=200, cols=8)
    table.cell(199, 7).text = "最后一格"
    for number in range(500):
        document.add_paragraph(f"第{number}段" + "说明" * 30)
    held = io.BytesIO()
    document.save(held)

    assert unpacking.MEMORY == 512 * 1024 * 1024
    text = await unpacking.text_of(held.getvalue())
    assert "最后一格" in text
    assert text.rstrip().endswith("第499段" + "说明" * 30)


async def test_a_file_that_is_no_word_file_is_refused():
    with pytest.raises(files.UnreadableFile):
        await unpacking.text_of(b"PK\x03\x04 and nothing else")


async def test_a_file_that_unpacks_to_a_hundred_times_its_size_is_refused():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 20_000_000)

    with pytest.raises(files.FileTooLarge):
        await unpacking.text_of(held.getvalue())


async def test_of_a_word_file_with_far_too_much_text_no_more_comes_back_than_shows_it():
    text = await unpacking.text_of(word("".join(map(str, range(60_000)))))

    assert len(text) == MAX_CHARACTERS + 1
    with pytest.raises(reading.TooLong):
        reading.read(text, date(2026, 11, 23))


async def test_a_reader_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(unpacking, "SECONDS", 0.01)

    with pytest.raises(files.UnreadableFile):
        await unpacking.text_of(word("x"))


async def test_a_reader_that_wants_too_much_memory_ends_without_harm(monkeypatch):
    monkeypatch.setattr(
        unpacking, "_START", "import sys; sys.path.insert(0, {sources!r}); import events.unpacking as u;"
        " u.MEMORY = 1; u.main()"
    )  # fmt: skip

    with pytest.raises(files.UnreadableFile):
        await unpacking.text_of(word("x"))
