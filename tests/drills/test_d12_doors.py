"""D12 in full: every actor before every way, also those that are theirs to use."""

from tests.safety.walking import mismatches


async def test_d12_every_door_opens_for_whom_it_should(crowd):
    wrong = await mismatches(crowd, opening=True)

    assert wrong == [], "\n".join(wrong)
