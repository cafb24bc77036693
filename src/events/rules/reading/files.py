"""The text of a file somebody hands in: .txt, .md, or .docx with its paragraphs and tables in order."""

import io
import zipfile
from typing import ClassVar

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import InvalidXmlError
from docx.table import Table, _Row

from events.rules.reading import forms, printed, word
from kit.errors import Refusal
from kit.i18n import N_

MOST_BYTES = 10 * 1024 * 1024
MOST_UNZIPPED = 50 * 1024 * 1024
RATIO = 100  # a file that unpacks to more than a hundred times its size is a trap
MOST_MEMBERS = 2_000
MOST_ROWS = 2_000
ZIPPED = b"PK\x03\x04"
ENCODINGS = ("utf-8-sig", "gb18030")


class UnreadableFile(Refusal):
    status: ClassVar[int] = 422
    message = N_("This file cannot be read. Use .txt, .md or .docx, or paste the text.")


class FileTooLarge(Refusal):
    status: ClassVar[int] = 413
    message = N_("This file is too large to be one plan.")


def text_of(content: bytes) -> str:
    """Return the text in `content`, told apart by what it is, not by its name.

    Raises:
        UnreadableFile, FileTooLarge
    """
    if len(content) > MOST_BYTES:
        raise FileTooLarge
    if content.startswith(ZIPPED):
        return _docx(content)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16")
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text[:4096]:
            break
        return printed.flowing(text)
    raise UnreadableFile


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableFile from None


def _cells(row: _Row) -> list[str]:
    """Return the text of each cell; one that is merged over several columns stands once."""
    once = {cell._tc: cell.text for cell in row.cells}  # noqa: SLF001 -- the identity of a cell
    return list(once.values())


def _rows(table: list[list[str]]) -> list[str]:
    """Return a form line by line as labels with values, and any other table with its columns."""
    form = forms.lines_of(table)
    return form or ["\t".join(" ".join(text.split()) for text in row) for row in table]


def _docx(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
        unpacked = sum(member.file_size for member in members)
        if len(members) > MOST_MEMBERS or unpacked > min(MOST_UNZIPPED, RATIO * len(content)):
            raise FileTooLarge
        document = docx.Document(io.BytesIO(content))
        lines: list[str] = []
        for block in word.lines(document):
            if isinstance(block, Table):
                rows = block.rows[:MOST_ROWS] if len(block.columns) <= MOST_ROWS else []
                lines += _rows([_cells(row) for row in rows])
            else:
                lines.append(block)
    except (
        zipfile.BadZipFile,
        OpcError,
        InvalidXmlError,
        SyntaxError,  # what lxml raises for broken XML
        KeyError,
        ValueError,
        OSError,
    ):
        raise UnreadableFile from None
    return "\n".join(lines)
