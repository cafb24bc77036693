"""QR codes as pictures that a page or a paper holds in itself."""

import segno


def picture(text: str) -> str:
    """Return `text` as the address of an SVG, black on nothing: put it on white, with a margin."""
    code = segno.make(text, error="m", micro=False)
    return code.svg_data_uri(border=0, dark="#000", svgclass=None, lineclass=None, omitsize=True)
