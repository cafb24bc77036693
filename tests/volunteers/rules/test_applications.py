import pytest

from kit import i18n
from volunteers.rules.applications import NewApplication, wrong_fields

RIGHT = {"name": "Lin", "student_no": "2024123", "phone": "13900000001", "consent": True}


def wrong(**differing):
    with i18n.speaking("en"):
        return list(wrong_fields(NewApplication(**RIGHT | differing)))


@pytest.mark.parametrize(
    ("differing", "fields"),
    [
        ({}, []),
        ({"phone": "", "email": "lin@example.org"}, []),
        ({"phone": ""}, ["phone"]),
        ({"phone": "12"}, ["phone"]),
        ({"email": "lin"}, ["email"]),
        ({"student_no": "学号"}, ["student_no"]),
        ({"consent": False}, ["consent"]),
    ],
)
def test_an_application_names_each_field_that_does_not_fit(differing, fields):
    assert wrong(**differing) == fields
