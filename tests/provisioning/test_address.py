"""Where the platform is: who may say it, and what is an address."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.provisioning.address import VARIABLE, find, find_updates, is_usable


def _write(path: Path, content: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def test_nobody_has_said_it(tmp_path: Path) -> None:
    assert find(tmp_path, {}, tmp_path / "machine") == ""


def test_each_source_gives_way_to_the_one_above_it(tmp_path: Path) -> None:
    machine, data = tmp_path / "machine", tmp_path / "data"
    _write(machine / "settings.json", {"platform": "https://installer.example/"})
    assert find(data, {}, machine) == "https://installer.example"
    _write(data / "settings.json", {"schema": 1, "platform": "https://user.example", "theme": "dark"})
    assert find(data, {}, machine) == "https://user.example"
    assert find(data, {VARIABLE: "https://environment.example"}, machine) == "https://environment.example"
    _write(machine / "policy.json", {"platform": "https://policy.example:8443/api"})
    assert find(data, {VARIABLE: "https://environment.example"}, machine) == "https://policy.example:8443/api"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"platform": 5}', '{"platform": "ftp://x"}', "[" * 100_000])
def test_a_file_of_nonsense_says_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "settings.json").write_text(content)
    assert find(tmp_path, {}, tmp_path / "machine") == ""


@pytest.mark.parametrize(
    "address", ["https://platform.example", "https://10.0.0.1:8443/x", "http://127.0.0.1:80", "http://[::1]:80"]
)
def test_an_address_is_https_or_of_this_machine(address: str) -> None:
    assert is_usable(address)


@pytest.mark.parametrize(
    "address",
    ["platform.example", "http://platform.example", "ftp://x", "https://", "https://user:pw@x", "https://x?y", "https://x#y",
     "https://x:port", "https://x\n", "https://[", "file:///etc/passwd"],
)  # fmt: skip
def test_anything_else_is_not_used(address: str) -> None:
    assert not is_usable(address)


def test_updates_come_from_where_the_same_files_say_or_else_from_the_usual_place(tmp_path: Path) -> None:
    machine, usual = tmp_path / "machine", "https://publisher.example/"
    machine.mkdir()
    assert find_updates(tmp_path, usual, machine) == usual
    (machine / "settings.json").write_text('{"updates": "https://installer.example"}')
    assert find_updates(tmp_path, usual, machine) == "https://installer.example/"
    (tmp_path / "settings.json").write_text('{"updates": "http://elsewhere.example/x"}')
    assert find_updates(tmp_path, usual, machine) == "https://installer.example/"
    (machine / "policy.json").write_text('{"updates": "https://policy.example/phone/"}')
    assert find_updates(tmp_path, usual, machine) == "https://policy.example/phone/"
