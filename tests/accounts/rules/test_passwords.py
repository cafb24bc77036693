import pytest

from accounts.rules.passwords import refuse_weak
from kit.forms import WrongForm


def test_four_unrelated_words_are_good_enough():
    refuse_weak("lantern harbour cello nine")


@pytest.mark.parametrize(
    "password", ["x7#Kq9!mZ2w", "password1234", "aaaaaaaaaaaa", "zhouminzhoumin"]
)
def test_short_and_guessable_passwords_are_refused(password):
    with pytest.raises(WrongForm):
        refuse_weak(password, ("zhoumin", "zhoumin@example.org"))


def test_twelve_characters_are_enough_and_eleven_are_not():
    refuse_weak("x7#Kq9!mZ2wp")
    with pytest.raises(WrongForm):
        refuse_weak("x7#Kq9!mZ2w")
