"""How papers look: kept, read back, refused where nobody could read them."""

import pytest

from exports.rules import profiles
from exports.rules.profiles import Chapter, Face, LinesTooTight, Margins, Profile, Type


def test_the_usual_look_is_kept_as_nothing_and_another_comes_back_as_it_was():
    other = Profile(
        body=Type(Face.SONGTI, 12),
        margins=Margins(20, 20, 30, 20),
        chapters=(Chapter("budget", "经费"),),
        boxes=("社团", "学院"),
    )

    assert profiles.write(Profile()) == ""
    assert profiles.read("") == Profile()
    assert profiles.read(profiles.write(other)) == other


@pytest.mark.parametrize("text", ["{", "[]", '{"indent": 9}', '{"body": {"face": "x", "size": 1}}'])
def test_what_we_cannot_read_is_the_usual_look(text):
    assert profiles.read(text) == Profile()


@pytest.mark.parametrize(("line", "refused"), [(16, False), (15.5, True)])
def test_lines_must_be_as_high_as_their_letters(line, refused):
    profile = Profile(line=line)

    if refused:
        with pytest.raises(LinesTooTight) as refusal:
            profiles.must_be_legible(profile)
        assert "15.5" in str(refusal.value)
    else:
        profiles.must_be_legible(profile)


def test_without_an_order_every_plan_keeps_its_own():
    chapters = [("budget", "十"), ("", "自由"), ("theme", "三")]

    assert profiles.in_order(Profile(), chapters) == ["十", "自由", "三"]


def test_a_prescribed_order_moves_a_chapter_together_with_the_free_one_behind_it():
    profile = Profile(chapters=(Chapter("theme", "主题"), Chapter("budget")))
    chapters = [("budget", "十"), ("", "自由"), ("theme", "三")]

    assert profiles.in_order(profile, chapters) == ["三", "十", "自由"]
    assert profiles.heading(profile, "theme") == "主题"
    assert profiles.heading(profile, "budget") == ""


@pytest.mark.parametrize(
    ("step", "box"),
    [
        ("财务", "财务"),
        ("团委", "校团委"),
        ("学院（分团委）", "学院（分团委）"),
        ("指导 教师", "指导教师"),
        ("后勤处", None),
    ],
)
def test_a_step_of_the_chain_signs_in_the_box_closest_to_its_name(step, box):
    boxes = ["社团负责人", "指导教师", "学院（分团委）", "财务", "校团委"]

    assert profiles.box_of(step, boxes) == box


def test_a_style_sheet_has_margins_only_where_a_paper_keeps_them():
    framed = profiles.css(Profile(), "zh_Hans", framed=True)
    form = profiles.css(Profile(), "zh_Hans", framed=False)

    assert "margin: 25mm 26mm 22mm 28mm" in framed
    assert "@page" not in form
    assert "font-size: 14pt; line-height: 25pt" in framed
    assert "text-indent: 2em" in framed
    assert "text-indent: 0em" in profiles.css(Profile(), "en", framed=True)
