import pytest
from lucide import IconDoesNotExist

from kit.icons import icon


def test_an_icon_is_one_hidden_drawing_of_the_size_asked_for():
    drawing = icon("check", 12, 3)

    assert drawing == (
        '<svg width="12" height="12" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        ' stroke-width="3" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"'
        ' focusable="false"><path d="M20 6 9 17l-5-5" /></svg>'
    )


def test_a_misspelt_icon_is_seen_at_once():
    with pytest.raises(IconDoesNotExist):
        icon("chekc")
