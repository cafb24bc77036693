import pytest

from accounts.rules.signing_in import inside


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/new",
        "/a/0b5/plan?lang=en&x=1#top",
        "/invitations/abc_-",
        "/a/%E5%8F%91",
        "/" + "x" * 499,
    ],
)
def test_a_path_of_ours_is_where_signing_in_leads(path):
    assert inside(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "new",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/a\\..\\b",
        "https://evil.example/",
        "https:evil.example",
        "javascript:alert(1)",
        "/\tevil",
        "/\n/evil.example",
        "/a\r\nSet-Cookie: x=1",
        " /new",
        "/ //evil.example",
        "/a\x00",
        "/" + "x" * 500,
        "///evil.example",
    ],
)
def test_whatever_else_leads_home(path):
    assert inside(path) == "/"
