"""Sealed values: they open where they were sealed, with a key that is ours alone, and nowhere else."""

import copy
import json
import logging
import pickle
import subprocess
import sys
from uuid import UUID, uuid4

import msgspec
import pytest
from jinja2 import Environment

from kit import crypto, database, keyring
from kit.crypto import CannotOpen, Place, Ring, Secret
from kit.settings import WrongSetting, settings

PLACE = Place("participant", "given_name", UUID(int=7), UUID(int=3))
NAME = "小满的真名"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder of keys of the test's own."""
    monkeypatch.setenv("BANXING_KEYS", str(tmp_path / "keys"))
    settings.cache_clear()
    yield tmp_path / "keys"
    monkeypatch.undo()
    settings.cache_clear()


def written(folder, text, name="person-0001.key", mode=0o600):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    (folder / name).chmod(mode)


def test_what_was_sealed_for_a_place_opens_there_and_is_not_readable_before():
    sealed = crypto.seal(NAME, PLACE)

    assert crypto.unseal(sealed, PLACE) == NAME
    assert NAME.encode() not in sealed
    assert crypto.seal(NAME, PLACE) != sealed  # a nonce of its own each time


@pytest.mark.parametrize(
    "moved",
    [
        {"row": uuid4()},
        {"column": "allergy_text"},
        {"table": "carer"},
        {"organization": uuid4()},
    ],
)
def test_d21_a_value_that_was_moved_does_not_open(moved):
    sealed = crypto.seal(NAME, PLACE)

    with pytest.raises(CannotOpen):
        crypto.unseal(sealed, msgspec.structs.replace(PLACE, **moved))


def test_d21_control_without_the_place_a_moved_value_would_open(monkeypatch):
    monkeypatch.setattr(Place, "aad", b"")
    sealed = crypto.seal(NAME, PLACE)

    assert crypto.unseal(sealed, msgspec.structs.replace(PLACE, row=uuid4())) == NAME


@pytest.mark.parametrize("ring", [Ring.CONCERN, Ring.FACTOR])
def test_whoever_has_one_ring_opens_nothing_of_another(ring):
    with pytest.raises(CannotOpen):
        crypto.unseal(crypto.seal(NAME, PLACE), PLACE, ring)


def test_no_bit_can_be_flipped_and_no_end_cut_off():
    sealed = crypto.seal("名", PLACE)
    damaged = [
        bytes([*sealed[:at], sealed[at] ^ 1 << at % 8, *sealed[at + 1 :]])
        for at in range(len(sealed))
    ]

    for value in [*damaged, *(sealed[:end] for end in range(len(sealed))), sealed + b"\0"]:
        with pytest.raises(CannotOpen):
            crypto.unseal(value, PLACE)


def test_a_key_that_is_gone_opens_nothing_and_is_never_replaced_under_its_name(folder):
    sealed = crypto.seal(NAME, PLACE)
    keyring.retire(Ring.PERSON, crypto.key_id(sealed))

    with pytest.raises(CannotOpen):
        crypto.unseal(sealed, PLACE)
    assert [path.name for path in sorted(folder.glob("person-*"))] == [
        "person-0001.key.retired",
        "person-0002.key",
    ]


def test_a_new_key_seals_at_once_and_the_old_one_still_opens():
    before = crypto.seal(NAME, PLACE)
    keyring.add(Ring.PERSON)
    after = crypto.seal(NAME, PLACE)

    assert crypto.key_id(before) != crypto.key_id(after) == keyring.newest(Ring.PERSON)[0]
    assert crypto.unseal(before, PLACE) == crypto.unseal(after, PLACE) == NAME


def test_processes_that_make_the_first_key_together_agree_on_it(folder):
    ask = "from kit import keyring; print(keyring.newest(keyring.Ring.PERSON)[0].hex())"
    running = [
        subprocess.Popen([sys.executable, "-c", ask], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = {one.communicate()[0] for one in running}

    assert len(said) == 1
    assert [path.name for path in folder.iterdir()] == ["person-0001.key"]


def test_keys_are_made_for_us_alone(folder):
    path = keyring.add(Ring.PERSON)

    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


GOOD = "9f3c1b7ad2e84056c1a97be0334d5f286a08e7154bcf92d30e61fa78b5c4d913"


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        (GOOD, 0o644),
        (GOOD, 0o640),
        (GOOD[:32], 0o600),
        (GOOD + "00", 0o600),
        ("", 0o600),
        ("0" * 64, 0o600),
        ("0123456789abcdef" * 4, 0o600),
        (bytes(range(32)).hex(), 0o600),
        ("change me", 0o600),
        ("密钥", 0o600),
    ],
)
def test_a_key_that_is_readable_short_or_made_up_stops_the_start_in_a_sentence(folder, text, mode):
    written(folder, text, mode=mode)

    with pytest.raises(WrongSetting, match=r"person-0001\.key .*\.$"):
        keyring.check()


def test_control_a_sound_key_starts(folder):
    written(folder, GOOD + "\n")

    keyring.check()
    assert keyring.newest(Ring.PERSON)[1].hex() == GOOD


SAY = (
    str,
    "{}".format,
    lambda secret: f"{secret:>3}",
    lambda secret: "%s" % secret,  # noqa: UP031 -- this way too
    json.dumps,
    lambda secret: json.dumps(secret, default=str),
    msgspec.json.encode,
    lambda secret: msgspec.json.encode(secret, enc_hook=str),
    msgspec.msgpack.encode,
    pickle.dumps,
    copy.deepcopy,
    lambda secret: Environment(autoescape=True).from_string("{{ it }}").render(it=secret),
    lambda secret: Environment(autoescape=True).from_string("{{ it|tojson }}").render(it=secret),
)


@pytest.mark.parametrize("say", SAY, ids=range(len(SAY)))
def test_a_secret_cannot_be_said(say):
    with pytest.raises(TypeError):
        say(Secret(b"sealed"))


def test_a_log_holds_nothing_of_a_secret(capsys, caplog):
    logging.getLogger("banxing").warning("%r in %s", Secret(b"sealed"), "a log")

    assert "sealed" not in caplog.text
    assert "•••" in caplog.text


def test_a_fact_carries_a_secret_where_the_row_holds_sealed_bytes():
    class Fact(msgspec.Struct, frozen=True):
        name: Secret | None

    full, empty = database.facts(Fact, [{"name": b"sealed"}, {"name": None}])

    assert full.name is not None and full.name.sealed == b"sealed"
    assert "sealed" not in repr(full)
    assert empty.name is None


def test_a_keyed_hash_is_found_again_after_the_key_was_renewed():
    kept = crypto.keyed_hash("小满", "2015-03")
    keyring.add(Ring.EARLIER)

    assert crypto.keyed_hash("小满", "2015-03") != kept
    assert kept in crypto.keyed_hashes("小满", "2015-03")
    assert kept not in crypto.keyed_hashes("小满2015", "-03")  # parts do not run into each other
