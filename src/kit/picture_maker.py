"""A process that makes one uploaded picture anew and ends: little memory, no network, nothing kept.

`kit.pictures` starts it with `python -m kit.picture_maker WIDTH HEIGHT LEAST MOST_PIXELS MEMORY`; the file
comes in over standard input, a JPEG goes out. What is wrong stands in the exit code.
"""

import io
import sys
import warnings

from PIL import Image, ImageOps

KINDS = ("JPEG", "PNG")
QUALITY = 86
UNREADABLE, TOO_MANY_PIXELS, TOO_SMALL = 10, 11, 12


class Wrong(Exception):
    """The picture cannot be taken; `code` says why."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def made(content: bytes, size: tuple[int, int], least: int, most: int) -> bytes:
    """Return the middle of a picture as a JPEG of exactly `size`, without anything else in it.

    Its head says how large it unfolds: one of more than `most` pixels is refused before it does.

    Raises:
        Wrong
    """
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we count ourselves
    try:
        with Image.open(io.BytesIO(content), formats=KINDS) as picture:
            if picture.size[0] * picture.size[1] > most:
                raise Wrong(TOO_MANY_PIXELS)
            if min(picture.size) < least:
                raise Wrong(TOO_SMALL)
            picture.draft("RGB", (size[0] * 2, size[1] * 2))
            upright = _on_white(ImageOps.exif_transpose(picture))
            fitted = ImageOps.fit(upright, size, Image.Resampling.LANCZOS)
    except Image.DecompressionBombError as bomb:
        raise Wrong(TOO_MANY_PIXELS) from bomb
    except (OSError, ValueError, SyntaxError, MemoryError) as broken:
        raise Wrong(UNREADABLE) from broken
    file = io.BytesIO()
    bare = Image.frombytes("RGB", fitted.size, fitted.tobytes())
    bare.save(file, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return file.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """Return a picture without transparency: what was clear is white."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    white = Image.new("RGB", clear.size, "white")
    white.paste(clear, mask=clear.getchannel("A"))
    return white


def main() -> None:
    width, height, least, most, memory = map(int, sys.argv[1:])
    _limit_memory(memory)
    try:
        result = made(sys.stdin.buffer.read(), (width, height), least, most)
    except Wrong as wrong:
        sys.exit(wrong.code)
    sys.stdout.buffer.write(result)


def _limit_memory(most: int) -> None:
    try:
        import resource  # noqa: PLC0415 -- not there on Windows
    except ImportError:  # Windows: the clock beside us is the only limit there
        return
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
