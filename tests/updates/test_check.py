"""Looking for a version: what is genuine is found, whatever is not is refused with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.core.errors import UpdateRefused
from backend.updates import notes
from backend.updates.installation import of
from backend.updates.source import of_bundle
from backend.updates.updater import ProgramUpdater
from tests.updates.conftest import Make
from tests.updates.layout import Layout
from tests.updates.server import Server

REASONS = {
    "list": "update_tampered",
    "replayed": "update_replayed",
    "expired": "update_expired",
    "stranger": "update_wrong_key",
    "older": "update_older",
    "unreachable": "update_unreachable",
}


def refusal(updater: ProgramUpdater) -> str:
    """The code of the check's refusal."""
    with pytest.raises(UpdateRefused) as refused:
        updater.check()
    return refused.value.code


def test_m9_a_newer_version_is_found_with_its_size_and_notes(offering: Server, updater: ProgramUpdater) -> None:
    release = updater.check()
    assert release is not None
    assert release.version == "2.0.0"
    assert release.size > 0
    assert [language for language, _ in release.notes] == ["zh-CN", "en"]


def test_m9_without_a_newer_version_the_present_one_is_the_newest(updater: ProgramUpdater) -> None:
    assert updater.check() is None


def test_m9_every_attack_on_the_list_is_refused_with_its_reason_and_the_server_is_trusted_again_after_it(
    offering: Server, updater: ProgramUpdater
) -> None:
    assert updater.check() is not None
    for attack, code in REASONS.items():
        offering.attack(attack)
        assert refusal(updater) == code, attack
    offering.attack("none")
    assert updater.check() is not None


def test_a_server_that_drips_does_not_keep_the_check_for_ever(
    offering: Server, updater: ProgramUpdater, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.updates.fetcher.LIST_WITHIN_S", -1.0)
    assert refusal(updater) == "update_unreachable"


@pytest.mark.parametrize("attack", ["list", "expired", "stranger"])
def test_a_program_that_never_saw_a_list_is_not_deceived_either(
    offering: Server, updater: ProgramUpdater, attack: str
) -> None:
    offering.attack(attack)
    assert refusal(updater) == REASONS[attack]


def test_what_was_seen_is_remembered_over_a_restart(offering: Server, make: Make) -> None:
    assert make().check() is not None
    offering.attack("replayed")
    assert refusal(make()) == "update_replayed"


def test_a_root_of_trust_cut_off_by_a_power_loss_is_taken_from_the_bundle_again(
    offering: Server, make: Make, tmp_path: Path
) -> None:
    assert make().check() is not None
    (tmp_path / "data" / "updates" / "metadata" / "root.json").write_bytes(b'{"signatures": [')
    assert make().check() is not None


def test_a_data_folder_that_cannot_be_written_is_told(updater: ProgramUpdater, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "updates").write_text("in the way")
    assert refusal(updater) == "update_not_writable"


def test_a_program_that_nobody_publishes_has_no_source(tmp_path: Path, layout: Layout) -> None:
    installation = layout.installation()
    program = ProgramUpdater(tmp_path, installation, "1.0.0", lambda: of_bundle(installation.bundle))
    assert refusal(program) == "update_no_source"


@pytest.mark.parametrize("address", ["ftp://a/", "http://example.org/", "https://u:p@example.org/", "https://a/?x=1"])
def test_an_address_that_is_not_safe_is_no_source(tmp_path: Path, address: str) -> None:
    (tmp_path / "updates").mkdir()
    (tmp_path / "updates" / "root.json").write_text("{}")
    (tmp_path / "updates" / "address").write_text(address)
    assert of_bundle(tmp_path) is None
    (tmp_path / "updates" / "address").write_text("https://updates.example.org/pc\n")
    source = of_bundle(tmp_path)
    assert source is not None
    assert source.address == "https://updates.example.org/pc/"


def test_the_way_is_read_from_how_the_program_lies_there(layout: Layout, tmp_path: Path) -> None:
    assert layout.installation().way == "self"
    bundle = layout.home / "versions" / "1.0.0" / "_internal"
    (bundle / "INSTALLED_BY").write_text("apt\n")
    assert of(bundle.parent / "cloud-switchboard", bundle).way == "apt"
    assert of(tmp_path / "elsewhere" / "cloud-switchboard", tmp_path).way == "source"


def test_the_notes_of_a_version_are_text_of_limited_length_and_nothing_else() -> None:
    hostile = {"notes": {"zh-CN": "- 好\u202e的\x00\n\n\x1b[31m- 二" + "长" * 5000, "en": ["x"], "fr": "non"}}
    ((language, text),) = notes.clean(hostile)
    assert language == "zh-CN"
    assert text.startswith("- 好的\n[31m- 二")
    assert len(text) <= notes.LONGEST
    assert notes.clean(None) == notes.clean({"notes": "text"}) == ()
