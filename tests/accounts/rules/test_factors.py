"""Codes from a phone, as RFC 6238 defines them, each good once."""

import base64
from datetime import UTC, datetime

import pytest

from accounts.rules import factors
from accounts.rules.factors import accepted_step, grouped, new_spare, typed

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()


def at(seconds):
    return datetime.fromtimestamp(seconds, UTC)


# RFC 6238, appendix B (SHA-1), of whose eight digits a phone shows the last six
@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_are_those_of_the_standard(seconds, code):
    assert accepted_step(RFC_SECRET, code, at(seconds), 0) == seconds // 30


@pytest.mark.parametrize(
    ("late", "fits"),
    [(-31, False), (-30, True), (0, True), (30, True), (59, True), (60, False)],
)
def test_a_phone_may_be_one_step_early_or_late(late, fits):
    """`late` is how many seconds after the code began to be shown it is typed."""
    import pyotp

    code = pyotp.TOTP(RFC_SECRET).generate_otp(100)

    assert accepted_step(RFC_SECRET, code, at(3000 + late), 0) == (100 if fits else None)


def test_a_code_counts_once_and_none_before_it_counts_afterwards():
    import pyotp

    now, totp = at(1234567890), pyotp.TOTP(RFC_SECRET)
    step = 1234567890 // 30

    assert accepted_step(RFC_SECRET, totp.generate_otp(step), now, step) is None
    assert accepted_step(RFC_SECRET, totp.generate_otp(step - 1), now, step) is None
    assert accepted_step(RFC_SECRET, totp.generate_otp(step + 1), now, step) == step + 1


@pytest.mark.parametrize("code", ["", "0", "28708", "2870822", "abcdef", "２８７０８２x"])
def test_what_is_no_code_fits_nothing(code):
    assert accepted_step(RFC_SECRET, code, at(59), 0) is None


def test_a_code_may_be_typed_as_it_is_read():
    assert typed(" ２８７ 082 ") == "287082"
    spare = new_spare()
    assert typed(grouped(spare).lower().replace(" ", "-")) == spare


def test_spare_codes_are_long_enough_that_nobody_guesses_one():
    assert len(factors.SPARE_LETTERS) == 32
    assert len({new_spare() for _ in range(100)}) == 100
    assert len(new_spare()) * 5 == 80  # bits
