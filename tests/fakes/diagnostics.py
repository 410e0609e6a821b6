"""Diagnostics that find nothing wrong, and can fail on command."""

from __future__ import annotations

from typing import Any

from backend.core.errors import TelephoneError


class FakeDiagnostics:
    """`failure` is raised by the next export."""

    def __init__(self) -> None:
        self.failure: TelephoneError | None = None

    def about(self) -> dict[str, Any]:
        """What a page shows as 关于."""
        components = [{"name": "htm", "version": "3.1.1", "licence": "Apache-2.0"}]
        return {"version": "0.1.0", "licence": "GPL-3.0-or-later", "components": components}

    def check(self) -> dict[str, Any]:
        """One check."""
        item = {"id": "network", "state": "ok", "code": "wired", "detail": {"address": "10.0.0.2", "ms": "3"}}
        return {"checked_at": 1, "items": [item], "versions": [{"name": "cloud-switchboard", "version": "0.1.0"}]}

    def preview(self) -> dict[str, Any]:
        """One text."""
        return {"files": [{"name": "program.log", "text": "nothing"}]}

    def export(self) -> dict[str, Any]:
        """Errors: whatever `failure` is."""
        if self.failure is not None:
            raise self.failure
        return {"path": "report.zip"}
