"""One program for one data folder."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from backend.core.errors import StorageFailed
from backend.desktop import single_instance
from backend.desktop.single_instance import ADDRESS, claim, raise_first


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(single_instance, "ANSWER_WITHIN_S", 0.5)


def test_the_second_raises_the_first(tmp_path: Path) -> None:
    raised = threading.Event()
    first = claim(tmp_path)
    assert first is not None
    first.listen(raised.set)
    assert claim(tmp_path) is None
    assert raise_first(tmp_path)
    assert raised.is_set()
    first.release()


@pytest.mark.parametrize("link", ["tel:8014", "tel:８０１４ 五", "tel:\udcff", "x" * 1_000_000])
def test_a_link_is_handed_to_the_first_before_its_window_comes(tmp_path: Path, link: str) -> None:
    told: list[str] = []
    first = claim(tmp_path)
    assert first is not None
    first.listen(lambda: told.append("raised"), told.append)
    assert raise_first(tmp_path, link)
    assert told == [link[:201].encode("utf-8", "replace").decode(), "raised"]
    first.release()


def test_a_folder_that_was_left_can_be_claimed_again(tmp_path: Path) -> None:
    first = claim(tmp_path)
    assert first is not None
    first.release()
    second = claim(tmp_path)
    assert second is not None
    second.release()


def test_a_program_that_was_killed_leaves_the_folder_free(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from backend.desktop.single_instance import claim\n"
        "i = claim(Path(sys.argv[1])); i.listen(print); print('here', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == b"here\n"
        assert claim(tmp_path) is None
        killed.kill()
    second = claim(tmp_path)
    assert second is not None
    second.release()


def test_only_the_user_can_read_the_key(tmp_path: Path) -> None:
    first = claim(tmp_path)
    assert first is not None
    first.listen(lambda: None)
    assert stat.S_IMODE((tmp_path / ADDRESS).stat().st_mode) == 0o600
    first.release()
    assert not (tmp_path / ADDRESS).exists()


def test_who_does_not_know_the_key_raises_nothing(tmp_path: Path, short: None) -> None:
    raised = threading.Event()
    first = claim(tmp_path)
    assert first is not None
    first.listen(raised.set)
    address = json.loads((tmp_path / ADDRESS).read_text())
    (tmp_path / ADDRESS).write_text(json.dumps({**address, "key": "00" * 32}))
    assert not raise_first(tmp_path)
    assert not raised.is_set()
    first.release()


def test_who_connects_and_says_nothing_keeps_nobody_waiting(tmp_path: Path) -> None:
    first = claim(tmp_path)
    assert first is not None
    first.listen(lambda: None)
    port = json.loads((tmp_path / ADDRESS).read_text())["port"]
    with socket.create_connection(("127.0.0.1", port)):
        assert raise_first(tmp_path)
    first.release()


def test_a_first_program_that_hangs_is_not_waited_for_long(tmp_path: Path, short: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        (tmp_path / ADDRESS).write_text(json.dumps({"port": silent.getsockname()[1], "key": "00" * 32}))
        assert not raise_first(tmp_path)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"port": "x", "key": "zz"}', '{"port": 1, "key": 5}'])
def test_a_spoilt_address_is_no_answer(tmp_path: Path, short: None, text: str) -> None:
    (tmp_path / ADDRESS).write_text(text)
    assert not raise_first(tmp_path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailed) as refused:
        claim(tmp_path / "file" / "data")
    assert refused.value.code == "storage_failed"


@pytest.mark.parametrize(("number", "code"), [(30, "data_read_only"), (13, "data_read_only"), (28, "disk_full")])
def test_what_the_disk_says_becomes_a_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(StorageFailed) as refused:
        claim(tmp_path / "data")
    assert refused.value.code == code
