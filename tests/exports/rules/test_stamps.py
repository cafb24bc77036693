import pytest

from events.rules.releases import ReleaseState
from exports.rules import stamps
from exports.rules.kinds import Kind
from exports.rules.stamps import NoSuchPaper, Reference, Verdict

KEY = b"a secret of this installation"
PAGE = Reference("1f2e3d4c5b", Kind.RUN_SHEET, "zh_Hans", 3, "ab12cd34")


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("language", ["zh_Hans", "en"])
@pytest.mark.parametrize("release", [None, 1, 120])
def test_a_code_reads_back_as_what_it_was_written_for(kind, language, release):
    page = Reference("1f2e3d4c5b", kind, language, release, "ab12cd34")

    assert stamps.read(stamps.code(page, KEY), KEY) == page
    assert stamps.read(stamps.code(page, KEY).upper(), KEY) == page


def test_a_code_is_short_enough_for_a_small_square_and_shows_its_last_letters():
    code = stamps.code(PAGE, KEY)

    assert len(code) <= 36
    assert stamps.shown(code) == code[-6:].upper()
    assert set(stamps.shown(code)).isdisjoint("ILOU"), "these are taken for digits"


def test_whatever_was_not_written_with_our_key_is_no_code():
    code = stamps.code(PAGE, KEY)
    said, _, signature = code.rpartition("-")

    for other in (
        "",
        "-",
        "---",
        code[1:],
        f"{said}-",
        f"x{said}-{signature}",
        f"{code}\N{KELVIN SIGN}",
        "汉" * 500,
    ):
        with pytest.raises(NoSuchPaper):
            stamps.read(other, KEY)
    with pytest.raises(NoSuchPaper):
        stamps.read(code, b"another secret")


@pytest.mark.parametrize(
    ("said_now", "state", "cancelled", "verdict"),
    [
        ({"ab12cd34"}, ReleaseState.RELEASED, False, Verdict.CURRENT),
        ({"ab12cd34", "00000000"}, ReleaseState.SUPERSEDED, False, Verdict.CURRENT),
        ({"00000000"}, ReleaseState.RELEASED, False, Verdict.STALE),
        (set(), None, False, Verdict.STALE),
        ({"ab12cd34"}, ReleaseState.RECALLED, False, Verdict.RECALLED),
        ({"ab12cd34"}, ReleaseState.RELEASED, True, Verdict.RECALLED),
    ],
)
def test_a_page_holds_as_long_as_it_would_be_printed_like_that_again(
    said_now, state, cancelled, verdict
):
    assert stamps.verdict(PAGE, said_now, state, cancelled=cancelled) is verdict
