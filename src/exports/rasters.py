"""Papers as pictures, for chats and screens: one page of a PDF of ours, kept by its content."""

import asyncio
import hashlib
import io
import threading
from pathlib import Path
from uuid import uuid4

import pypdfium2  # type: ignore[import-untyped]

from kit.settings import settings

_one = threading.Lock()  # PDFium serves one thread at a time


async def png(pdf: bytes, width: int) -> bytes:
    """Return the first page of a PDF that we made as a PNG of this width in pixels."""
    return await asyncio.to_thread(_kept, pdf, width)


def _kept(pdf: bytes, width: int) -> bytes:
    path = _path(pdf, width)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        made = _drawn(pdf, width)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{uuid4().hex}.draft")
    draft.write_bytes(made)
    draft.replace(path)
    return made


def _path(pdf: bytes, width: int) -> Path:
    name = hashlib.sha256(pdf).hexdigest()
    return settings().data_dir / "papers" / f"{name}-{width}.png"


def _drawn(pdf: bytes, width: int) -> bytes:
    file = io.BytesIO()
    with _one, pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        picture = page.render(scale=width / page.get_width()).to_pil()
        picture.convert("RGB").save(file, "PNG", optimize=True)
    return file.getvalue()
