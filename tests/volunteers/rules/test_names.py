import pytest

from volunteers.rules.names import in_letters, search_key


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("张伟", "zhangwei"), ("张伟", "zw"), ("张伟", "Zhāng Wěi"), ("张伟", "zhang'wei"),
        ("曾小满", "zeng"), ("单立", "shan"), ("吕白", "lv"), ("吕白", "lü"), ("吕白", "lu"),
        ("Ōba 明", "oba"), ("Lin Wei", "linwei"),
    ],
)  # fmt: skip
def test_letters_find_a_name_by_syllables_run_together_or_initials(name, typed):
    assert in_letters(typed) in search_key(name)


def test_a_family_name_is_read_as_one_and_characters_are_no_letters():
    assert "ceng" not in search_key("曾小满")
    assert in_letters("张w") == ""
