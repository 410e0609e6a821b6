"""The platform's provisioning API as core calls it (tests/contract/provisioning.yaml)."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from backend.core.directory import DirectoryContent, Picture
from backend.core.errors import PlatformRefused, PlatformUnreachable
from backend.core.ports import Login, PlatformNews, Profile, Verification
from backend.core.state import EnterpriseChoice
from backend.provisioning import replies
from backend.provisioning.http import Answer, Http, OnPiece, Request
from backend.provisioning.stream import EventStream

LARGEST_DIRECTORY = 128 * 1024 * 1024
LARGEST_PICTURE = 64 * 1024
DIRECTORY_S = 300.0
# Codes a page has a sentence for; any other arrives as `platform_refused`.
KNOWN_CODES = frozenset({
    "invalid_mobile", "unknown_mobile", "too_many_requests", "unknown_enterprise", "code_too_soon", "code_wrong",
    "code_void", "code_expired", "refused_by_policy", "login_revoked", "no_picture", "not_permitted", "number_unknown",
    "wrong_mode", "callback_under_way", "own_number", "no_mobile",
})  # fmt: skip
_DETAIL_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_PERSON = b'"department_id"'


class PlatformClient:
    """Every method but `follow` blocks and runs on a worker. Errors: PlatformRefused, PlatformUnreachable."""

    def __init__(self, base_url: str, device_name: str = "") -> None:
        self._base_url = base_url.rstrip("/")
        self._http = Http(base_url)
        self._device_name = device_name[:128]

    def look_up(self, mobile: str) -> tuple[EnterpriseChoice, ...]:
        """The enterprises a canonical mobile number belongs to."""
        return replies.enterprises(self._json(Request("POST", "/v1/lookup", body={"mobile": mobile}), 200))

    def ask_code(self, mobile: str, enterprise_id: str) -> Verification:
        """Have the verification call placed."""
        body = {"mobile": mobile, "enterprise_id": enterprise_id}
        return replies.verification(self._json(Request("POST", "/v1/verifications", body=body), 201))

    def log_in(self, verification_id: str, code: str) -> Login:
        """Log in with the four digits."""
        body = {"verification_id": verification_id, "code": code, "client": "pc", "device_name": self._device_name}
        return replies.login(self._json(Request("POST", "/v1/login", body=body), 200))

    def profile(self, token: str) -> Profile:
        """The user as the platform sees them now."""
        return replies.profile(self._json(Request("GET", "/v1/profile", token), 200))

    def log_out(self, token: str) -> None:
        """Revoke this login."""
        _expect(self._http.exchange(Request("POST", "/v1/logout", token)), 204)

    def call_back(self, token: str, number: str) -> str:
        """Have the own mobile called, then this number; the callback's id."""
        return self._json(Request("POST", "/v1/callbacks", token, body={"number": number}), 201).id("id")

    def end_call_back(self, token: str, callback_id: str) -> None:
        """End a callback in whatever phase it is."""
        _expect(self._http.exchange(Request("DELETE", f"/v1/callbacks/{quote(callback_id, safe='')}", token)), 204)

    def follow(self, token: str, tell: Callable[[PlatformNews], None]) -> EventStream:
        """Tell what changes for this login, on a thread of its own, until it is stopped or revoked. Blocks nobody."""
        return EventStream(self._base_url, token, tell).start()

    def directory(self, token: str, etag: str, progress: Callable[[int, int], None]) -> DirectoryContent | None:
        """The whole directory, None when it is still the one of `etag`. `progress(done, total)` counts people; `total`
        is 0 until it is known."""
        request = Request("GET", "/v1/directory", token, etag=etag, largest=LARGEST_DIRECTORY, total_s=DIRECTORY_S)
        answer = self._http.exchange(request, _counting(progress))
        if answer.status == 304 and etag:
            return None
        _expect(answer, 200)
        content = replies.directory(replies.parse(answer.body), answer.etag)
        progress(len(content.people), len(content.people))
        return content

    def picture(self, token: str, person_id: str) -> Picture | None:
        """A person's picture, None when there is none."""
        path = f"/v1/pictures/{quote(person_id, safe='')}"
        answer = self._http.exchange(Request("GET", path, token, largest=LARGEST_PICTURE))
        if answer.status == 404:
            return None
        _expect(answer, 200)
        if answer.content_type not in ("image/png", "image/jpeg"):
            raise replies.nonsense("content-type")
        return Picture(answer.content_type, answer.body)

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def _json(self, request: Request, status: int) -> replies.Reply:
        answer = self._http.exchange(request)
        _expect(answer, status)
        return replies.parse(answer.body)


def _expect(answer: Answer, status: int) -> None:
    """Raise what another status means."""
    if answer.status == status:
        return
    if answer.status >= 500:
        raise PlatformUnreachable("platform_unreachable", http_status=answer.status)
    if answer.status < 400:
        raise replies.nonsense("status")
    error = replies.parse(answer.body).inner("error")
    code = error.text("code", longest=64)
    if code not in KNOWN_CODES:
        raise PlatformRefused("platform_refused", reason=code if _DETAIL_NAME.fullmatch(code) else "")
    raise PlatformRefused(code, None, **_detail(error))


def _detail(error: replies.Reply) -> dict[str, str | int | float]:
    """The plain values of the detail; names that would change the error itself are left out."""
    return error.inner("detail").plain(_DETAIL_NAME, ("self", "code", "status")) if error.has("detail") else {}


def _counting(progress: Callable[[int, int], None]) -> OnPiece:
    """Count people while they arrive: each has a department, and only people do."""
    done = 0
    rest = b""

    def count(piece: bytes, announced: int) -> None:
        nonlocal done, rest
        text = rest + piece
        done += text.count(_PERSON)
        rest = text[-(len(_PERSON) - 1) :]
        progress(min(done, announced) if announced else done, announced)

    return count
