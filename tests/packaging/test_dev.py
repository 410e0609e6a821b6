"""The developer's commands, without touching the machine: what is done, what is said, and nothing twice."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import dev
import dev_console
import dev_setup
import dev_system
import pytest

from tests.architecture.tree import ROOT


class Machine:
    """A project of its own whose long commands are noted instead of run."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.commands: list[str] = []
        for name in ("requirements.lock", "requirements-dev.lock", "build-tools.lock", "package-lock.json"):
            (root / name).write_text(name, encoding="utf-8")
        (root / "pyproject.toml").write_text("[project]\n[tool.ruff]\n", encoding="utf-8")

    def step(self, title: str, command: Sequence[object], env: object = None, cwd: object = None) -> None:
        self.commands.append(title)
        if title == "Virtual environment":
            (self.root / "bin").mkdir()
            (self.root / "bin" / "python").touch()
        if title.startswith("Page"):
            (self.root / "htm").write_text("preact", encoding="utf-8")
            (self.root / "node_modules").mkdir(exist_ok=True)

    def set_up(self, kind: str) -> list[str]:
        """The long commands that this set-up ran."""
        self.commands.clear()
        dev_setup.set_up(kind)
        return list(self.commands)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(tmp_path)
    for name, value in {
        "ROOT": tmp_path,
        "PACKAGING": tmp_path,
        "VENV": tmp_path,
        "PYTHON": tmp_path / "bin" / "python",
        "VENDOR": tmp_path / "vendor",
        "MODULES": tmp_path / "node_modules",
        "LOCKS": {"run": tmp_path / "requirements.lock", "test": tmp_path / "requirements-dev.lock"},
        "BUILD_TOOLS": tmp_path / "build-tools.lock",
        "VENDORED": {"preact.js": tmp_path / "htm"},
        "LOG": tmp_path / "build" / "set-up.log",
        "step": machine.step,
        "_works": lambda command: True,
    }.items():
        monkeypatch.setattr(dev_setup, name, value)
    monkeypatch.setattr(dev_system, "ensure", lambda packages: None)
    return machine


ALL = ["Virtual environment", "Python packages (pip)", "Cloud Switchboard itself", "Page libraries (npm)"]


def test_a_fresh_machine_gets_everything_and_a_second_time_nothing(machine: Machine) -> None:
    assert machine.set_up("run") == ALL
    assert machine.set_up("run") == []
    assert (machine.root / "vendor" / "preact.js").read_text(encoding="utf-8") == "preact"


def test_what_is_set_up_for_the_tests_is_set_up_to_run(machine: Machine) -> None:
    assert machine.set_up("test") == ALL
    assert machine.set_up("run") == []


def test_what_is_set_up_to_run_gets_only_the_packages_of_the_tests(machine: Machine) -> None:
    machine.set_up("run")
    assert machine.set_up("test") == ALL[1:3]


@pytest.mark.parametrize(
    ("file", "text", "done"),
    [
        ("requirements.lock", "flask==4", ALL[1:3]),
        ("build-tools.lock", "meson==2", ALL[1:3]),
        ("pyproject.toml", "[project]\nversion = '2'\n[tool.ruff]\n", ALL[1:3]),
        ("package-lock.json", "htm 4", ALL[3:]),
        ("pyproject.toml", "[project]\n[tool.ruff]\nline-length = 100\n", []),
    ],
)
def test_only_what_changed_is_installed_again(machine: Machine, file: str, text: str, done: list[str]) -> None:
    machine.set_up("run")
    (machine.root / file).write_text(text, encoding="utf-8")
    assert machine.set_up("run") == done


def test_a_lost_vendor_folder_is_made_again(machine: Machine) -> None:
    machine.set_up("run")
    (machine.root / "vendor" / "preact.js").unlink()
    assert machine.set_up("run") == ALL[3:]


def test_a_spoilt_stamp_means_installing_again(machine: Machine) -> None:
    machine.set_up("run")
    (machine.root / "set-up.json").write_text("{", encoding="utf-8")
    assert machine.set_up("run") == ALL[1:]


def test_an_unfit_python_is_refused_with_a_sentence(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev_setup, "sys", SimpleNamespace(version_info=(3, 13, 0), executable="python3.13"))
    with pytest.raises(dev_console.StepFailed, match=r"Python 3\.10, 3\.11 or 3\.12 is needed"):
        machine.set_up("run")


class TestSystemPackages:
    """What becomes of missing packages, by who is asking."""

    ran: list[list[str]]

    @pytest.fixture(autouse=True)
    def noted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ran = []
        monkeypatch.setattr(shutil, "which", lambda name: name)
        monkeypatch.setattr(dev_system, "missing", lambda packages: packages[:2])
        monkeypatch.setattr(dev_system, "step", lambda title, command, env: self.ran.append(list(command)))

    def test_root_installs_them(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        dev_system.ensure(["xvfb", "chromium", "present"])
        assert [command[:2] for command in self.ran] == [["apt-get", "update"], ["apt-get", "install"]]
        assert self.ran[1][-2:] == ["xvfb", "chromium"]

    def test_sudo_without_a_password_installs_them(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0))
        dev_system.ensure(["xvfb"])
        assert [command[0] for command in self.ran] == ["sudo", "sudo"]

    def test_anyone_else_is_told_the_exact_command(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 1))
        with pytest.raises(dev_console.StepFailed, match="install -y --no-install-recommends xvfb chromium\n"):
            dev_system.ensure(["xvfb", "chromium"])
        assert self.ran == []


def test_dpkg_tells_what_is_missing() -> None:
    assert dev_system.missing(["base-files", "no-such-package-here"]) == ["no-such-package-here"]


def test_a_failed_step_shows_the_end_of_its_output(capsys: pytest.CaptureFixture[str]) -> None:
    script = "print('line 1'); print('the disk is full'); raise SystemExit(3)"
    with pytest.raises(dev_console.StepFailed, match="the disk is full") as raised:
        dev_console.step("Packages", [sys.executable, "-c", script])
    assert "set-up.log" in str(raised.value)
    assert "Packages ..." in capsys.readouterr().out


def test_a_signal_to_the_command_reaches_what_it_runs() -> None:
    script = (
        "import sys; sys.path.insert(0, 'packaging'); import dev_console\n"
        "dev_console.hand_over([sys.executable, '-c', 'import os; print(os.getpid(), os.getcwd())'])"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True) as started:
        said, _ = started.communicate()
    assert said.split() == [str(started.pid), str(ROOT)]


def test_a_lock_loses_its_addresses(tmp_path: Path) -> None:
    path = tmp_path / "package-lock.json"
    package = {"version": "1", "resolved": "address", "funding": {"url": "address"}, "integrity": "sha512-0"}
    path.write_text(json.dumps({"packages": {"node_modules/htm": package}}), encoding="utf-8")
    dev_setup._drop_addresses(path)
    assert json.loads(path.read_text(encoding="utf-8")) == {
        "packages": {"node_modules/htm": {"version": "1", "integrity": "sha512-0"}}
    }


def test_an_unknown_check_is_answered_with_those_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev_setup, "set_up", lambda kind: None)
    assert dev.main(["check", "spelling"]) == 1
    assert "There is no check spelling; there are: ruff" in capsys.readouterr().out


@pytest.mark.alone
def test_once_set_up_a_command_starts_within_three_seconds() -> None:
    # Without its way to work alone it can only find that there is nothing to do.
    script = "import sys; sys.path.insert(0, 'packaging'); import dev_setup as d; del d._alone; d.set_up('test')"
    began = time.monotonic()
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout == ""
    assert time.monotonic() - began < 3
