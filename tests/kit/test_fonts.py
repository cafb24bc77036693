from xml.etree import ElementTree as ET

from kit import fonts


def test_the_list_of_faces_names_our_folder_and_no_other(tmp_path):
    path = fonts.configuration(tmp_path / "a & b")

    listed = ET.fromstring(path.read_text())
    assert [entry.text for entry in listed.iter("dir")] == [str(fonts.FOLDER)]
    assert [entry.text for entry in listed.iter("cachedir")] == [str(tmp_path / "a & b" / "cache")]
    assert fonts.configuration(tmp_path / "a & b") == path


def test_only_what_some_face_lacks_is_boxed():
    text = "王𠮷安 José ①㐀 🎉\n\u200b"

    assert fonts.absent(text) == {"𠮷", "🎉"}
    assert fonts.boxed(text, {"𠮷", "🎉"}) == "王□安 José ①㐀 □\n\u200b"


def test_a_face_that_is_not_installed_is_named(tmp_path, monkeypatch):
    assert fonts.missing() == []
    for name in fonts.FILES[1:]:
        (tmp_path / name).touch()
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)

    assert fonts.missing() == ["NotoSansSC-Regular.ttf"]
