"""Icons as inline SVG, so that a page needs no icon font and no further request."""

from functools import cache

import lucide
from markupsafe import Markup


@cache
def icon(name: str, size: int = 18, stroke: float = 1.75) -> Markup:
    """Return the Lucide icon `name`, `size` pixels wide and hidden from screen readers.

    It takes the colour of the text around it. An unknown name raises: a typing error in a
    template should be seen at once.
    """
    drawing = lucide._render_icon(  # noqa: SLF001 -- the package's one call that names no framework
        name, size, stroke_width=stroke, aria_hidden="true", focusable="false"
    )
    # Safe to call safe: it was drawn by the package, no part comes from people.
    return Markup(" ".join(drawing.split()).replace("> <", "><"))  # noqa: S704
