"""The page's API as a page in a browser uses it, without the page."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.desktop_session import until
from tests.e2e.simulated_phones import SimulatedPhones

LIMIT_S = 15.0


class PageApi:
    """Built from the link that the program prints."""

    def __init__(self, link: str) -> None:
        self._origin, _, self._token = link.partition("/#token=")

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Status and JSON."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        try:
            with urlopen(Request(self._origin + path, data, headers, method=method), timeout=LIMIT_S) as answer:
                return answer.status, json.loads(answer.read() or b"{}")
        except HTTPError as error:
            return error.code, json.loads(error.read())

    def do(self, path: str, **body: object) -> Any:
        """A command that has to be taken."""
        status, content = self.ask("POST", path, body or None)
        assert status in (200, 201, 202), (status, content)
        return content

    def state(self) -> dict[str, Any]:
        """Everything a page starts from."""
        status, content = self.ask("GET", "/api/state")
        assert status == 200, content
        state: dict[str, Any] = content
        return state

    def history(self) -> list[dict[str, Any]]:
        """The newest calls."""
        rows: list[dict[str, Any]] = self.ask("GET", "/api/history?filter=all&limit=100")[1]["rows"]
        return rows

    def enrol(self, phones: SimulatedPhones) -> None:
        """Register as a person does: number, enterprise, the code heard on the mobile."""
        self.do("/api/enrolment/lookup", mobile="138 0000 8057")
        choices = self.wait_step("enterprise")["enrolment"]["enterprises"]
        self.do("/api/enrolment/choose", enterprise_id=choices[0]["id"])
        self.wait_step("code")
        self.do("/api/enrolment/code", code=phones.hear_code())
        self.wait_step("done")
        self.wait_registered()

    def wait_step(self, step: str, within_s: float = 30.0) -> dict[str, Any]:
        """The state, as soon as the registration of the person stands here and nothing is asked."""
        until(lambda: self._stands(step), f"the registration stands at {step}", within_s)
        return self.state()

    def wait_registered(self, within_s: float = 30.0) -> None:
        """Until the telephone can call."""
        until(lambda: self.state()["registration"]["state"] == "registered", "registered", within_s)

    def wait_call(self, state: str, within_s: float = 20.0) -> dict[str, Any]:
        """The live call, as soon as it is in this state."""
        return until(lambda: self._call(state), f"a call is {state}", within_s)

    def wait_idle(self, within_s: float = 20.0) -> None:
        """Until there is no live call."""
        until(lambda: not self.state()["calls"], "no call is left", within_s)

    def _stands(self, step: str) -> bool:
        enrolment = self.state()["enrolment"]
        return bool(enrolment["step"] == step and not enrolment["busy"])

    def _call(self, state: str) -> dict[str, Any]:
        found: list[dict[str, Any]] = [call for call in self.state()["calls"] if call["state"] == state]
        return found[0] if found else {}
