"""D15 in full: every odd value in every field, every odd body to every way."""

from tests.safety.test_d15_malformed import (
    broken_by_bytes,
    broken_by_questions,
    broken_by_values,
)


async def test_d15_no_value_in_any_field_breaks_anything(crowd):
    wrong = await broken_by_values(crowd, every=1, at_once=False)

    assert wrong == [], "\n".join(wrong)


async def test_d15_no_body_breaks_anything(crowd):
    assert await broken_by_bytes(crowd, every=1) == []


async def test_d15_no_question_breaks_anything(crowd):
    assert await broken_by_questions(crowd, every=1) == []
