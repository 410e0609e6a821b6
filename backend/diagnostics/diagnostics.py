"""Diagnostics as the pages ask for them."""

from __future__ import annotations

import base64
import getpass
import platform
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from backend.core.errors import TelephoneError
from backend.core.telephone import Snapshot, Telephone
from backend.diagnostics import components, disk, network, report, saving, state, system
from backend.diagnostics.checks import Checks, Item
from backend.diagnostics.redact import Known, Redactor


@dataclass(frozen=True)
class Surroundings:
    """What diagnostics are told by the rest of the program. `platform_url` is "" when nobody has said it. No report may
    say what `secrets` and `known` return (names, numbers; error: TelephoneError). `secrets_place` is keychain, file or
    ""; `downloads` is the folder reports are written to, None in browser mode, where the page takes them."""

    telephone: Telephone
    data: Path
    version: str
    platform_url: str
    tls: Callable[[], ssl.SSLContext]
    secrets_place: Callable[[], str]
    secrets: Callable[[], Iterable[str]]
    known: Callable[[], tuple[list[str], list[str]]]
    downloads: Callable[[], Path] | None = None
    screens: Callable[[], Mapping[str, str]] = dict


class Diagnostics:
    """Every method may block for some seconds and may be called from any thread."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        telephone = around.telephone
        self._checks = Checks({
            "network": lambda: network.network(around.platform_url),
            "platform": lambda: network.platform(around.platform_url, around.tls),
            "registration": lambda: state.registration(telephone.snapshot(), telephone.line_facts()),
            "voice": lambda: state.voice(telephone.line_facts()),
            "sound": lambda: state.sound(telephone.snapshot().devices),
            "storage": lambda: disk.storage(around.data, telephone.snapshot().notices),
            "secrets": lambda: state.secrets(around.secrets_place(), telephone.snapshot().notices),
        })  # fmt: skip

    def about(self) -> dict[str, Any]:
        """The program and what it is made of."""
        parts = [asdict(one) for one in components.components()]
        return {"version": self._around.version, "licence": components.LICENCE, "components": parts}

    def check(self) -> dict[str, Any]:
        """All checks, at most LIMIT_S seconds."""
        return {
            "checked_at": int(time.time() * 1000),
            "items": self._checks.run(),
            "versions": [{"name": name, "version": version} for name, version in self._versions().items()],
        }

    def preview(self) -> dict[str, Any]:
        """The texts of a report, the logs only their end."""
        return {"files": self._files(report.PREVIEW)}

    def export(self) -> dict[str, Any]:
        """The report as a file: `path`, or `name` and `content` (base64) for a page that keeps it itself. Errors:
        StorageFailed."""
        content = report.packed(self._files(report.LARGEST_LOG))
        name = saving.name_now()
        if self._around.downloads is None:
            return {"name": name, "content": base64.b64encode(content).decode("ascii")}
        return {"path": str(saving.save(self._around.downloads(), name, content))}

    def _files(self, largest: int) -> list[report.File]:
        around = self._around
        snapshot = self._snapshot()
        values: dict[str, Any] = {
            "diagnostics": [_plain(one) for one in self._checks.run()],
            "versions": {**self._versions(), **{one.name: one.version for one in components.components()}},
            "system": system.facts(around.screens()),
        }
        if snapshot is not None:
            values |= {"settings": asdict(snapshot.settings), "state": state.summary(snapshot)}
        return report.files(values, around.data, Redactor(self._known(snapshot)).redact, largest)

    def _snapshot(self) -> Snapshot | None:
        """None when the telephone does not answer, which is a reason more for a report."""
        try:
            return self._around.telephone.snapshot()
        except TelephoneError:
            return None

    def _known(self, snapshot: Snapshot | None) -> Known:
        try:
            names, numbers = self._around.known()
        except TelephoneError:  # a damaged directory must not keep anybody from reporting it
            names, numbers = [], []
        if snapshot is not None and (account := snapshot.account) is not None:
            names += [account.name, account.enterprise_name, account.enterprise_id, account.user_id]
            numbers += [account.extension, account.mobile, account.main_number]
        names += _of_this_machine()
        return Known(tuple(self._around.secrets()), tuple(names), tuple(numbers), str(Path.home()))

    def _versions(self) -> dict[str, str]:
        return {components.PROGRAM: self._around.version, "Python": platform.python_version(), **components.versions()}


def _of_this_machine() -> tuple[str, ...]:
    """Its name and its user's; everybody's names are nobody's."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = ""
    return tuple(name for name in (platform.node(), user) if name.lower() not in ("", "root", "user", "localhost"))


def _plain(one: Item) -> dict[str, Any]:
    return {"id": one.id, "state": one.state, "code": one.code, **dict(one.detail)}
