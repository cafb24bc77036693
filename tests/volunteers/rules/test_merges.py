from uuid import uuid4

import pytest

from kit import clock
from volunteers.rules import merges
from volunteers.rules.merges import Why, alike
from volunteers.rules.profiles import Profile


def person(name="林小满", student_no="20230101", **differing) -> Profile:
    blank = dict.fromkeys(("college", "year", "phone", "email", "note"), "")
    lists = dict.fromkeys(("skills", "interests", "languages", "free"), ())
    return Profile(
        id=uuid4(), name=name, student_no=student_no,
        **blank | lists | {"suspended_at": None, "version": 1, "created_at": clock.now()} | differing,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (person(email="a@b.cn"), person("别人", "9", email="a@b.cn"), Why.EMAIL),
        (person(phone="+86 138-0000-1111"), person("别人", "9", phone="13800001111"), Why.PHONE),
        (person(college="文学院"), person(student_no="77777", college="文学院"), Why.NAME),
        (person(), person(student_no="20230110"), Why.NUMBER),
        (person(), person(student_no="2023010"), Why.NUMBER),
        (person(), person(student_no="20240110"), None),
        (person(phone="123"), person("别人", "9", phone="123"), None),
        (person(college="文学院"), person("林小漫", "77777", college="文学院"), None),
    ],
)
def test_two_entries_look_like_one_person_by_what_they_share(one, other, why):
    assert alike(one, other) is why
    assert alike(other, one) is why


def test_a_crowd_with_one_name_is_not_compared_without_end():
    crowd = [person(student_no=f"2023{n:04}", college="文学院") for n in range(400)]

    assert len(merges.suspected(crowd)) == merges.MOST_ALIKE


def test_the_kept_entry_speaks_first_and_silence_is_filled():
    kept = person(phone="", skills=("music",), note="唱歌")
    gone = person("林晓满", "9", phone="13800001111", skills=("sports",), note="会急救")

    joined = merges.joined(kept, gone)

    assert (joined.name, joined.phone) == ("林小满", "13800001111")
    assert joined.skills == ("music", "sports")
    assert joined.note == "唱歌；会急救"
