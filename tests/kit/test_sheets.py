import pytest

from kit import sheet_reader, sheets

WEEK = "codename,grade\nMoon,4\n"


async def test_rows_come_with_their_line_and_without_blank_ones():
    table = await sheets.read(b"a,b\n\n , \n x ,\n")

    assert table == sheets.Table((("a", "b"), ("x",)), (1, 4))


async def test_a_file_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(sheets, "SECONDS", 0.01)

    with pytest.raises(sheets.NotATable):
        await sheets.read(WEEK.encode())


@pytest.mark.parametrize(
    ("cell", "read"),
    [("=1+1", ("", True)), (" plain  text ", ("plain text", False)), (4.0, ("4", False)), (True, ("1", False))],
)  # fmt: skip
def test_cells_are_read_as_people_see_them(cell, read):
    assert sheet_reader._cell(cell) == read
