"""A picture that somebody uploaded comes back without anything but what is seen; bombs go off nowhere."""

import io
import struct
import zlib

import pytest
from PIL import Image

from kit import pictures


def jpeg(size=(1600, 900), *, tagged=True):
    picture, exif = Image.new("RGB", size, "teal"), Image.Exif()
    if tagged:
        exif[0x010F] = "CANARY-CAMERA"
        exif.get_ifd(0x8825)[1] = "N"
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=exif, comment=b"CANARY-COMMENT" if tagged else b"")
    return file.getvalue()


def bomb(side):
    """A PNG of a few bytes whose head promises side × side pixels."""

    def chunk(name, body):
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


async def test_a_picture_loses_where_it_was_taken_and_gets_its_size():
    source = jpeg()
    assert b"CANARY-CAMERA" in source
    assert b"CANARY-COMMENT" in source

    made = await pictures.cropped(source, 1200, 630, least=300)

    with Image.open(io.BytesIO(made)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (1200, 630), {})
    assert b"CANARY" not in made


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (bomb(4900), pictures.TooManyPixels),
        (bomb(60_000), pictures.TooManyPixels),
        (b"GIF89a" + bytes(200), pictures.NotAPicture),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", pictures.NotAPicture),
        (bomb(400), pictures.NotAPicture),
        (jpeg((299, 900)), pictures.PictureTooSmall),
        (bytes(pictures.LARGEST + 1), pictures.PictureTooLarge),
    ],
    ids=["24-megapixels", "bomb", "gif", "svg", "broken", "small", "heavy"],
)
async def test_what_is_no_picture_or_too_much_is_refused(content, refusal):
    with pytest.raises(refusal):
        await pictures.cropped(content, 1200, 630, least=300)


async def test_a_picture_of_exactly_the_smallest_size_is_taken():
    assert await pictures.cropped(jpeg((300, 300), tagged=False), 1200, 630, least=300)
