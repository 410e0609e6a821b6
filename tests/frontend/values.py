"""Values of the program, as the bridge pushes them."""

from __future__ import annotations

from typing import Any

NOW = 1_795_413_920_000  # 2026-11-23 14:05:20 in China, UTC milliseconds

ZHANG_SHAN = {
    "number": "8014", "canonical": "ext:yunfan:8014", "name": "张珊", "person_id": "yf8014", "department": "大客户组",
    "via": "",
}  # fmt: skip
TANG_JING = {
    "number": "8005", "canonical": "ext:yunfan:8005", "name": "唐静", "person_id": "yf8005", "department": "行政部",
    "via": "",
}  # fmt: skip
OUTSIDE = {
    "number": "02584326600", "canonical": "+862584326600", "name": "", "person_id": "", "department": "",
    "via": "+862557990000",
}  # fmt: skip
ENTERPRISES = [
    {"id": "yunfan", "name": "江苏云帆科技有限公司", "main_number": "+862557990000"},
    {"id": "hupan", "name": "南京湖畔物业管理有限公司", "main_number": "+862557996200"},
]
REGISTERED = {"state": "registered", "reason": "", "status": 200, "retry_at": 0}
ACCOUNT = {
    "enterprise_id": "yunfan", "enterprise_name": "江苏云帆科技有限公司", "main_number": "+862557990000",
    "user_id": "yf8057", "name": "何雨桐", "extension": "8057", "mobile": "+8613800008057", "permission": "national",
    "mode": "network", "mode_reason": "administration", "policy": "exclusive", "area_code": "025", "echo": "",
}  # fmt: skip
NOBODY = """bridge.state.account = null; bridge.state.enrolment.step = "number";
bridge.state.registration = {state: "unregistered", reason: "", status: 0, retry_at: 0};
bridge.state.directory = {state: "empty", revision: "", count: 0, done: 0, total: 0, error: "", updated_at: 0};"""


def call(**fields: Any) -> dict[str, Any]:
    """An outgoing call to 张珊 that was answered a minute ago, unless told otherwise."""
    return {
        "id": "c1", "direction": "outgoing", "state": "established", "party": ZHANG_SHAN, "started_at": NOW - 70_000,
        "answered_at": NOW - 60_000, "ended_at": 0, "duration_ms": 0, "held": False, "remote_held": False,
        "muted": False, "early_media": False, "ended": None, "transfer": None, "mode": "network", "phase": "",
        "silenced": False, "referred_by": None, **fields,
    }  # fmt: skip


def transfer(state: str = "under_way", code: str = "", **party: Any) -> dict[str, Any]:
    """唐静 is asked to take the call over since five seconds, unless told otherwise."""
    return {
        "party": {**TANG_JING, **party}, "state": state, "code": code, "status": 0, "started_at": NOW - 5_000,
    }  # fmt: skip


def ended(code: str, disposition: str = "failed", warn_text: str = "", **fields: Any) -> dict[str, Any]:
    """The same call when it is over."""
    reason = {"disposition": disposition, "code": code, "status": 0, "warn_text": warn_text}
    return call(state="ended", ended=reason, **fields)


def enrolment(step: str, **fields: Any) -> dict[str, Any]:
    """Where the registration stands."""
    return {
        "step": step, "busy": False, "mobile": "+8613800008057", "enterprises": ENTERPRISES, "enterprise_id": "yunfan",
        "main_number": "+862557990000", "resend_at": NOW + 180_000, "expires_at": NOW + 300_000, "tries_left": 5,
        "error": "", "error_detail": {}, **fields,
    }  # fmt: skip
