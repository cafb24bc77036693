import pytest

from kit import i18n
from volunteers.rules.participants import MOST_TAGS, NewParticipant, wrong_fields


@pytest.mark.parametrize(
    ("differing", "fields"),
    [
        ({}, []),
        ({"codename": ""}, ["codename"]),
        ({"codename": "1390000"}, ["codename"]),
        ({"codename": "139000"}, ["codename"]),
        ({"codename": "Owl 139000"}, []),
        ({"codename": "Owl 1390000"}, ["codename"]),
        ({"partner_row": "a@b"}, ["partner_row"]),
        ({"interests": ("x",) * MOST_TAGS, "needs": ("x",) * MOST_TAGS}, []),
        ({"interests": ("x",) * (MOST_TAGS + 1)}, ["interests"]),
        ({"needs": ("x",) * (MOST_TAGS + 1)}, ["needs"]),
    ],
)
def test_an_entry_names_each_field_that_does_not_fit(differing, fields):
    with i18n.speaking("en"):
        assert list(wrong_fields(NewParticipant(**{"codename": "Owl"} | differing))) == fields
