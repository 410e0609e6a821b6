"""The settings file: kept, replaced whole, and never a reason not to start."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.core.errors import StorageFailed
from backend.core.state import Settings
from backend.provisioning.address import find
from backend.storage.settings import SettingsFile
from tests.storage.conftest import SmallDisk, Told, no_file_left


def test_what_was_chosen_is_there_again(tmp_path: Path, told: Told) -> None:
    chosen = Settings("en", "dark", "麦克风", "Speaker", "", False, True, False)
    SettingsFile(tmp_path / "settings.json", told).save(chosen)
    assert SettingsFile(tmp_path / "settings.json", told).load() == chosen
    assert told.codes == []


def test_without_a_file_all_is_as_usual(tmp_path: Path, told: Told) -> None:
    assert SettingsFile(tmp_path / "settings.json", told).load() == Settings()
    assert told.codes == []


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b"[" * 60000, b'{"schema": 1' + b" " * 70000 + b"}",
    ],
    ids=lambda content: repr(content[:24]),
)  # fmt: skip
def test_nonsense_is_kept_aside_and_told(tmp_path: Path, told: Told, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    settings = SettingsFile(path, told)
    assert settings.load() == Settings()
    (aside,) = tmp_path.iterdir()
    assert aside.name.startswith("settings.json.corrupt-")
    assert aside.read_bytes() == content
    assert told.notices == [("settings_set_aside", {"path": str(aside)})]
    settings.save(Settings(theme="dark"))
    assert SettingsFile(path, told).load() == Settings(theme="dark")


@pytest.mark.parametrize(
    "bad",
    [
        '"schema": "1"', '"schema": true', '"schema": 1, "theme": "Dark"', '"schema": 1, "language": 5',
        '"gain_control": "yes"', '"speaker": null', '"microphone": "' + "x" * 300 + '"',
        '"theme": "Dark", "odd": "\\ud800"',
    ],
    ids=lambda bad: str(bad)[:24],
)  # fmt: skip
def test_a_bad_field_alone_falls_back_and_the_rest_stays(tmp_path: Path, told: Told, bad: str) -> None:
    path = tmp_path / "settings.json"
    content = '{"platform": "https://platform.example", "ringer": "Bell", ' + bad + "}"
    path.write_text(content)
    assert SettingsFile(path, told).load() == Settings(ringer="Bell")
    (aside,) = tmp_path.glob("settings.json.corrupt-*")
    assert aside.read_text() == content
    assert told.notices == [("settings_set_aside", {"path": str(aside)})]
    again = SettingsFile(path, told)
    assert again.load() == Settings(ringer="Bell")
    again.save(Settings(theme="dark"))
    assert find(tmp_path, {}, tmp_path / "machine") == "https://platform.example"
    assert len(told.codes) == 1


def test_an_administrator_may_write_the_platform_alone(tmp_path: Path, told: Told) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"platform": "https://platform.example"}')
    settings = SettingsFile(path, told)
    assert settings.load() == Settings()
    settings.save(Settings(theme="dark"))
    assert find(tmp_path, {}, tmp_path / "machine") == "https://platform.example"
    assert (told.codes, list(tmp_path.iterdir())) == ([], [path])


def test_what_cannot_be_mended_is_no_reason_not_to_start(small_disk: SmallDisk, told: Told) -> None:
    path = small_disk.folder / "settings.json"
    path.write_text('{"theme": "Dark", "ringer": "Bell"}')
    small_disk.forbid_writing()
    assert SettingsFile(path, told).load() == Settings(ringer="Bell")
    assert told.notices == [("settings_set_aside", {"path": str(path)})]


def test_a_file_that_cannot_be_read_now_is_not_replaced(
    tmp_path: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"platform": "https://platform.example"}')
    settings = SettingsFile(path, told)
    with monkeypatch.context() as failing:
        failing.setattr("backend.storage.settings.open", no_file_left, raising=False)
        assert settings.load() == Settings()
        with pytest.raises(StorageFailed, match="storage_failed"):
            settings.save(Settings(theme="dark"))
    assert told.codes == ["settings_unreadable"]
    settings.save(Settings(theme="dark"))
    assert find(tmp_path, {}, tmp_path / "machine") == "https://platform.example"
    assert settings.load() == Settings(theme="dark")


def test_what_a_later_program_wrote_is_kept_for_it(tmp_path: Path, told: Told) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"schema": 2, "theme": "dark", "ring_volume": 7}')
    settings = SettingsFile(path, told)
    assert settings.load() == Settings(theme="dark")
    assert told.notices == [("settings_newer", {"path": str(path)})]
    settings.save(Settings(theme="light"))
    assert json.loads(path.read_text()) | {"schema": 2, "theme": "light", "ring_volume": 7} == json.loads(
        path.read_text()
    )


def test_a_later_program_finds_its_own_choices_again_unless_they_were_changed_here(tmp_path: Path, told: Told) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"schema": 2, "theme": "sepia", "text_size": "huge", "ringer": "Bell"}')
    settings = SettingsFile(path, told)
    assert settings.load() == Settings(ringer="Bell")
    assert (told.codes, list(tmp_path.iterdir())) == (["settings_newer"], [path])
    settings.save(Settings(ringer="Bell", theme="dark"))
    stored = json.loads(path.read_text())
    assert (stored["schema"], stored["theme"], stored["text_size"]) == (2, "dark", "huge")


def test_a_full_disk_keeps_the_old_settings(small_disk: SmallDisk, told: Told) -> None:
    path = small_disk.folder / "settings.json"
    settings = SettingsFile(path, told)
    settings.save(Settings(theme="dark"))
    small_disk.fill()
    with pytest.raises(StorageFailed, match="disk_full"):
        settings.save(Settings(theme="light"))
    assert SettingsFile(path, told).load() == Settings(theme="dark")
    assert sorted(one.name for one in small_disk.folder.iterdir()) == ["ballast", "settings.json"]


def test_a_read_only_disk_says_so(small_disk: SmallDisk, told: Told) -> None:
    small_disk.forbid_writing()
    with pytest.raises(StorageFailed, match="data_read_only"):
        SettingsFile(small_disk.folder / "settings.json", told).save(Settings())


def _locked(folder: Path, told: Told, policy: str) -> dict[str, object]:
    path = folder / "policy.json"
    path.write_text(policy, encoding="utf-8")
    return SettingsFile(folder / "settings.json", told, path).locked()


def test_a_policy_fixes_settings_and_nonsense_in_it_does_not_count(
    tmp_path: Path, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    policy = '{"platform": "https://x.example", "settings": {"theme": "dark", "history_days": 31, "colour": 1}}'
    assert _locked(tmp_path, told, policy) == {"theme": "dark"}
    assert [word in caplog.text for word in ("history_days", "colour", "theme")] == [True, True, False]
    assert told.codes == []


@pytest.mark.parametrize("policy", ["", "[]", '{"settings": [1]}', '{"settings": 5}', "{", "[" * 60000, "{}"])
def test_a_policy_that_is_nonsense_fixes_nothing(tmp_path: Path, told: Told, policy: str) -> None:
    assert _locked(tmp_path, told, policy) == {}


def test_without_a_policy_nothing_is_fixed(tmp_path: Path, told: Told) -> None:
    assert SettingsFile(tmp_path / "settings.json", told, tmp_path / "policy.json").locked() == {}
    assert SettingsFile(tmp_path / "settings.json", told).locked() == {}
