"""Settings: what is refused, what follows from what, and which secrets never show."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from kit import settings as module
from kit.settings import WrongSetting, describe, read


@pytest.fixture
def given(tmp_path):
    """Return the settings read from these values, with a data folder of the test's own."""
    return lambda **values: read({"DATA_DIR": str(tmp_path / "data"), **values})


def test_without_any_setting_we_serve_this_machine_only(given):
    now = given()

    assert (now.host, now.port, now.base_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert now.database_url is None
    assert now.development
    assert not now.is_secure


def test_the_address_follows_host_and_port_unless_it_is_given(given):
    assert given(PORT="9000").base_url == "http://127.0.0.1:9000"
    assert given(HOST="0.0.0.0").base_url == "http://127.0.0.1:8000"
    assert given(HOST="::1").base_url == "http://[::1]:8000"
    assert given(PORT="9000", BASE_URL="https://plan.example/").base_url == "https://plan.example"


def test_a_blank_value_is_the_same_as_none(given):
    assert given(DATABASE_URL=" ", PORT="", WORKERS="") == given()


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1", "80.0", "８０"])
def test_a_port_that_is_none_is_refused_in_a_sentence(given, port):
    with pytest.raises(
        WrongSetting, match=r"^PORT must be a whole number from 1 to 65535, not .*\.$"
    ):
        given(PORT=port)


@pytest.mark.parametrize("port", ["1", "65535"])
def test_the_first_and_the_last_port_are_fine(given, port):
    assert given(PORT=port).port == int(port)


def test_plain_http_on_another_machine_is_refused_unless_somebody_insists(given):
    with pytest.raises(WrongSetting, match="plain http"):
        given(BASE_URL="http://plan.example")

    insisted = given(BASE_URL="http://plan.example", INSECURE_HTTP="1")
    assert not insisted.development
    assert given(BASE_URL="https://plan.example").is_secure
    for here in ("http://localhost:8000", "http://127.8.0.1", "http://[::1]:8000"):
        assert given(BASE_URL=here).development


def test_a_name_that_only_looks_like_this_machine_is_another_one(given):
    for elsewhere in ("http://localhost.example", "http://127.0.0.1.example"):
        with pytest.raises(WrongSetting, match="plain http"):
            given(BASE_URL=elsewhere)


@pytest.mark.parametrize(
    "url",
    [
        "plan.example",
        "ftp://plan.example",
        "https://",
        "https://plan.example/a",
        "https://plan.example?a",
        "https://someone@plan.example",
        "https://plan.example:http",
    ],
)
def test_an_address_that_links_cannot_be_built_from_is_refused(given, url):
    with pytest.raises(WrongSetting, match="BASE_URL must be an address"):
        given(BASE_URL=url)


def test_other_wrong_values_are_refused_by_name(given):
    with pytest.raises(WrongSetting, match="INSECURE_HTTP must be 1 or 0"):
        given(INSECURE_HTTP="perhaps")
    with pytest.raises(WrongSetting, match="DATABASE_URL must start with postgresql://"):
        given(DATABASE_URL="mysql://db.example/x")
    with pytest.raises(WrongSetting, match="SMTP_URL must look like"):
        given(SMTP_URL="mail.example")
    with pytest.raises(WrongSetting, match="MAIL_FROM must say"):
        given(SMTP_URL="smtps://mail.example")
    with pytest.raises(WrongSetting, match="WORKERS must be"):
        given(WORKERS="0")


def test_the_secret_key_is_made_once_and_for_us_only(given, tmp_path):
    with ThreadPoolExecutor(8) as together:
        keys = {now.secret_key for now in together.map(lambda _: given(), range(8))}

    assert len(keys) == 1
    assert len(keys.pop()) >= 64
    kept = tmp_path / "data" / "secret_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [file.name for file in kept.parent.iterdir()] == ["secret_key"]
    assert given(SECRET_KEY="given").secret_key == "given"


def test_a_data_folder_that_is_a_file_is_refused_in_a_sentence(given, tmp_path):
    (tmp_path / "data").write_text("")

    with pytest.raises(WrongSetting, match=r"DATA_DIR .* cannot be read and written"):
        given()


def test_the_list_of_settings_names_all_and_shows_no_secret(given):
    now = given(
        SECRET_KEY="hush-key",
        DATABASE_URL="postgresql://us:hush-db@db.example/banxing?sslpassword=hush-tls&sslmode=require",
        SMTP_URL="smtps://us:hush-mail@mail.example:465",
        MAIL_FROM="a@mail.example",
    )

    rows = {row.name: row for row in describe(now)}

    assert "hush" not in repr(rows)
    assert rows["DATABASE_URL"].value == (
        "postgresql://us:•••@db.example/banxing?sslpassword=•••&sslmode=require"
    )
    assert rows["SMTP_URL"].value == "smtps://us:•••@mail.example:465"
    assert rows["PORT"].default == "8000"
    documented = {name.upper() for name in module.Settings.__struct_fields__}
    assert set(rows) == documented


def test_the_env_file_takes_comments_quotes_and_export_and_refuses_the_rest(tmp_path):
    file = tmp_path / ".env"
    file.write_text("# ours\n\nexport PORT=9000\nMAIL_FROM='伴行 <a@mail.example>'\nHOST = ::1 \n")

    assert module._env_file(file) == {
        "PORT": "9000",
        "MAIL_FROM": "伴行 <a@mail.example>",
        "HOST": "::1",
    }
    file.write_text("PORT=9000\njust words\n")
    with pytest.raises(WrongSetting, match=r"^Line 2 of \.env is not of the form NAME=value\.$"):
        module._env_file(file)
