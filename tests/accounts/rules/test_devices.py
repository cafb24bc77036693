import pytest

from accounts.rules.devices import name

ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "called"),
    [
        (ANDROID, "Chrome · Android"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0",
            "Firefox · Windows",
        ),
        (ANDROID + " MicroMessenger/8.0.49", "微信 · Android"),
        ("curl/8.5", ""),
    ],
)
def test_a_device_is_called_by_browser_and_system(user_agent, called):
    assert name(user_agent) == called
