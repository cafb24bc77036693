"""The gate that keeps both languages complete."""

from babel.messages.catalog import Catalog

from tools import catalogs


def template(*messages):
    catalog = Catalog()
    for message in messages:
        catalog.add(message, locations=[("src/budget/lines.py", 7)], flags=["python-format"])
    return catalog


def problems(chinese, *messages):
    known = {(None, message): text for message, text in chinese.items()}
    filled = catalogs.filled(template(*messages), "zh_Hans", known)
    return list(catalogs.problems_of(filled, "zh_Hans"))


def test_a_sentence_without_chinese_is_named_with_its_place():
    assert problems({"Add": "添加"}, "Add", "Remove") == [
        "zh_Hans: untranslated: 'Remove' (src/budget/lines.py:7)"
    ]


def test_a_place_that_the_sentence_does_not_have_is_named():
    assert problems({"%(n)s yuan": "%(n)s 元"}, "%(n)s yuan") == []
    assert problems({"%(n)s yuan": "%(m)s 元"}, "%(n)s yuan") == [
        "zh_Hans: unknown named placeholder 'm': '%(n)s yuan' (src/budget/lines.py:7)"
    ]


def test_chinese_has_one_plural_form_and_may_name_the_number_where_english_says_one():
    pairs = ("One pair", "%(n)s pairs")

    assert problems({pairs: ("%(n)s 对",)}, pairs) == []
    assert problems({}, pairs) == [f"zh_Hans: untranslated: {pairs!r} (src/budget/lines.py:7)"]


def test_files_carry_neither_dates_nor_line_numbers_and_are_sorted():
    text = catalogs._text(template("Remove", "Add"), None)

    assert text == (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        '#: src/budget/lines.py\nmsgid "Add"\nmsgstr ""\n\n'
        '#: src/budget/lines.py\nmsgid "Remove"\nmsgstr ""\n\n'
    )
