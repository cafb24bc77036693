"""`banxing match` reads what the contract says and refuses the rest in a sentence."""

import json

import msgspec
import pytest

from kit import i18n
from tests.volunteers.rules.matching.cases import drawn
from volunteers.rules.matching import (
    Refused,
    answer_json,
    answer_text,
    files,
    match,
    match_file,
    read,
)

FILE = {
    "format": "banxing-matching/1",
    "volunteers": [
        {"id": "v1", "gender": "f", "cleared": True, "trained": True, "skills": ["maths"]},
        {"id": "v2", "gender": "m", "cleared": True, "trained": False, "reserve": True},
    ],
    "participants": [
        {"id": "p1", "consent": True, "needs": ["maths"], "previous": "v9"},
        {"id": "p2", "consent": True, "priority": 2},
    ],
    "rules": {"never": [["v3", "p9"]], "current": [["v2", "p2"]]},
}


@pytest.fixture(autouse=True)
def _in_english():
    with i18n.speaking("en"):
        yield


def changed(**keys):
    return json.dumps({**FILE, **keys}).encode()


def refusal(data):
    document, code = match_file(data)
    assert isinstance(document, Refused)
    assert code == 1
    return document.refused


def test_the_answer_has_the_keys_of_the_contract():
    document, code = match_file(changed())
    answer = json.loads(answer_json(document))

    assert code == 0
    assert answer == {
        "pairs": [
            {
                "volunteer": "v1",
                "participant": "p2",
                "score": 450,
                "band": 2,
                "reasons": [
                    {"criterion": "needs", "points": 125},
                    {"criterion": "interests", "points": 125},
                    {"criterion": "free", "points": 100},
                    {"criterion": "languages", "points": 100},
                    {"criterion": "experience", "points": 0},
                ],
                "locked": False,
                "kept": False,
            }
        ],
        "unmatched": [
            {
                "id": "p1",
                "side": "participant",
                "because": ["training", "places"],
                "witness": {"participants": ["p1", "p2"], "volunteers": ["v1"]},
                "waivers": [
                    {"rule": "training", "volunteer": "v2", "participant": "p1", "gains": 1},
                    {"rule": "training", "volunteer": "v2", "participant": "p2", "gains": 1},
                ],
            },
            {
                "id": "v2",
                "side": "volunteer",
                "because": ["training"],
                "witness": {"participants": [], "volunteers": ["v2"]},
                "waivers": [],
            },
        ],
        "vector": {"matched": 1, "kept": 0, "reserves": 0, "bands": [0, 0, 1, 0, 0], "total": 450},
        "proved": True,
    }


def test_the_same_answer_can_be_read_by_a_person():
    document, _ = match_file(changed())

    assert answer_text(document) == (
        "1 pair, proved to be the best; 1 left out, 0 kept, 0 with reserves, "
        "by quality from low to high 0 · 0 · 1 · 0 · 0, total 450.\n"
        "\n"
        "v1 – p2  450  (needs 125, interests 125, free times 100, languages 100, experience 0)\n"
        "\n"
        "p1 has no volunteer.\n"
        "  The volunteer has not been trained.\n"
        "  All possible places are needed by others.\n"
        "  p1, p2 can together only go with v1.\n"
        "  v2 and p1 would be possible without: The volunteer has not been trained.\n"
        "  v2 and p2 would be possible without: The volunteer has not been trained.\n"
        "\n"
        "v2 has no participant.\n"
        "  The volunteer has not been trained.\n"
    )


def test_a_refused_lock_names_its_rule():
    document, code = match_file(changed(rules={"locked": [["v2", "p1"]]}))

    assert code == 1
    assert json.loads(answer_json(document)) == {
        "refused": "LockBreaksRule",
        "message": "v2 and p1 cannot be locked: the rule “training” forbids it.",
        "details": {"volunteer": "v2", "participant": "p1", "rule": "training"},
    }
    assert answer_text(document) == "v2 and p1 cannot be locked: the rule “training” forbids it.\n"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "NotJson"),
        (b"\xff\xfe", "NotJson"),
        (b"[" * 100_000, "NotJson"),
        (b"[]", "OtherFormat"),
        (changed(format="banxing-matching/2"), "OtherFormat"),
        (changed(volunteers=None), "WrongValue"),
        (changed(volunteers=["v1"], scores=[]), "WrongValue"),
        (changed(participants={}, scores=[]), "WrongValue"),
        (changed(volunteers=[{"id": ""}]), "WrongValue"),
        (changed(volunteers=[{"id": "v", "capacity": -1}]), "WrongValue"),
        (changed(rules={"weights": {"needs": 25.5}}), "WrongValue"),
        (changed(rules={"weights": {"needs": "25"}}), "WrongValue"),
        (changed(rules={"weights": {"needs": -1}}), "WrongValue"),
        (changed(rules={"weights": {"need": 25}}), "WrongValue"),  # misspelt, it would not count
        (
            changed(
                rules={
                    "weights": dict.fromkeys(
                        msgspec.structs.asdict(read(changed()).rules.weights), 0
                    )
                }
            ),
            "NoWeight",
        ),
        (changed(rules={"bands": [300, 300]}), "BandsNotAscending"),
        (changed(volunteers=FILE["volunteers"] * 2), "SameIdTwice"),
        (changed(participants=FILE["participants"] * 2), "SameIdTwice"),
        (changed(rules={"locked": [["v9", "p1"]]}), "UnknownPerson"),
        (changed(rules={"locked": [["v1", "p9"]]}), "UnknownPerson"),
        (changed(scores=[["v1", "p9", 1]]), "UnknownPerson"),
        (changed(scores=[["v1", "p1", 1], ["v1", "p1", 1]]), "ScoredTwice"),
        (changed(scores=[["v1", "p1", 1001]]), "WrongValue"),
        (changed(scores=[["v1", "p1", -1]]), "WrongValue"),
        (changed(scores=[["v1", "p1", 1.5]]), "WrongValue"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(data, kind):
    assert refusal(data) == kind


@pytest.mark.parametrize("score", [0, 1000])
def test_the_lowest_and_the_highest_score_are_taken(score):
    document, _ = match_file(changed(scores=[["v1", "p1", score]]))

    assert document.vector.total == score


def test_as_many_as_the_limit_are_taken_and_one_more_is_not(monkeypatch):
    monkeypatch.setattr(files, "MOST_PEOPLE", 2)
    one_more = [{**FILE["participants"][0], "id": f"p{at}"} for at in range(3)]

    assert match_file(changed())[1] == 0
    assert refusal(changed(participants=one_more)) == "TooLarge"


def test_as_many_words_as_the_limit_are_taken_and_one_more_is_not(monkeypatch):
    monkeypatch.setattr(files, "MOST_WORDS", 1)
    two = [{"id": "v", "skills": ["maths", "music"]}]

    assert match_file(changed())[1] == 0
    assert refusal(changed(volunteers=two)) == "TooManyWords"


def test_nobody_counts_as_cleared_trained_or_consenting_unless_it_is_said():
    bare = {"volunteers": [{"id": "v"}], "participants": [{"id": "p"}], "rules": {}}

    document, _ = match_file(changed(**bare))

    assert document.unmatched[0].because == ("consent", "clearance", "training")


def test_a_file_that_names_its_pairs_need_not_say_it_but_may_deny_it():
    bare = {"participants": [{"id": "p"}], "rules": {}, "scores": [["v", "p", 7]]}

    said_nothing, _ = match_file(changed(volunteers=[{"id": "v"}], **bare))
    denied, _ = match_file(changed(volunteers=[{"id": "v", "cleared": False}], **bare))

    assert said_nothing.vector.total == 7
    assert denied.unmatched[0].because == ("clearance",)


def test_a_byte_order_mark_and_unknown_keys_do_no_harm():
    assert read(b"\xef\xbb\xbf" + changed(later="…")) == read(changed())


def test_what_is_written_is_read_back_as_it_was():
    for seed in range(50):
        made = drawn(seed)

        assert read(msgspec.json.encode(made)) == made


def test_an_empty_file_of_the_right_format_has_an_empty_answer():
    document, code = match_file(changed(volunteers=[], participants=[], rules={}))

    assert (document.pairs, document.unmatched, code) == ((), (), 0)


def test_every_answer_can_be_read_in_every_language():
    for locale in i18n.LOCALES:
        with i18n.speaking(locale):
            for seed in range(100):
                assert answer_text(match(drawn(seed))).count("\n") > 1
