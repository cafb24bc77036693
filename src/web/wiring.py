"""Which slice listens to which: every line one sentence of the story."""

from kit import pages
from web import menu


def connect() -> None:
    """Connect the slices; calling it twice changes nothing."""
    pages.frame_with(menu.frame)
