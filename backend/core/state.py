"""The values a page sees: each is whole, frozen, and replaces the one before it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Direction(Enum):
    """Which way a call went."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class CallState(Enum):
    """The phases of a call; held and muted are flags beside it, not phases."""

    INCOMING = "incoming"
    CALLING = "calling"
    RINGING = "ringing"
    ESTABLISHED = "established"
    ENDED = "ended"


class EndedBy(Enum):
    """Who ended a call: ourselves, the platform by taking the login away, the other side, or a failure of the phone or
    the network."""

    LOCAL = "local"
    PLATFORM = "platform"
    REMOTE = "remote"
    FAILURE = "failure"


class Disposition(Enum):
    """How a call is remembered in the history."""

    ANSWERED = "answered"
    MISSED = "missed"
    DECLINED = "declined"
    BUSY = "busy"
    FAILED = "failed"
    CANCELLED = "cancelled"
    NO_ANSWER = "no_answer"
    ANSWERED_ELSEWHERE = "answered_elsewhere"


@dataclass(frozen=True)
class Party:
    """The other end as it is shown: `canonical` is `+86...`, `ext:<enterprise>:8014`, or the number itself."""

    number: str
    canonical: str
    name: str = ""
    person_id: str = ""
    department: str = ""
    via: str = ""


@dataclass(frozen=True)
class EndReason:
    """Why a call ended: `disposition` for the history, `code` for the sentence, SIP `status` for diagnostics, and what
    the refusing side wants read out (the text of a Warning 399), one line that is fit to be shown."""

    disposition: Disposition
    code: str
    status: int = 0
    warn_text: str = ""


@dataclass(frozen=True)
class Transfer:
    """A call on its way to somebody else. state: under_way or failed; `code` says why it failed, `status` is the last
    SIP status about it: 100 and 180 while under way, 200 once the target has answered. `started_at` in UTC
    milliseconds."""

    party: Party
    state: str = "under_way"
    code: str = ""
    status: int = 0
    started_at: int = 0


@dataclass(frozen=True)
class Call:
    """One conversation as the user sees it. Times are UTC milliseconds; `duration_ms` is monotonic, set at the end.
    mode: network, or callback when the platform calls the own mobile and joins it; then `phase` says whom it calls
    while nobody talks yet (calling_mobile, calling_party) and `callback_id` is the platform's name for it.
    `referred_by` is who handed an incoming call on to us (RFC 3892), until the other end is somebody else."""

    id: str
    direction: Direction
    state: CallState
    party: Party
    started_at: int
    answered_at: int = 0
    ended_at: int = 0
    duration_ms: int = 0
    held: bool = False
    remote_held: bool = False
    muted: bool = False
    early_media: bool = False
    silenced: bool = False
    transfer: Transfer | None = None
    referred_by: Party | None = None
    mode: str = "network"
    phase: str = ""
    callback_id: str = ""
    ended: EndReason | None = None


@dataclass(frozen=True)
class Registration:
    """state: unregistered, registering, registered, failed, replaced. `reason` is an error code, "" when well."""

    state: str = "unregistered"
    reason: str = ""
    status: int = 0
    retry_at: int = 0


@dataclass(frozen=True)
class EnterpriseChoice:
    """An enterprise that a mobile number belongs to."""

    id: str
    name: str
    main_number: str


@dataclass(frozen=True)
class Enrolment:
    """Where registration stands. step: number, enterprise, code, download, done. `busy` while the platform is asked.
    `error` is a code, `error_detail` fills its sentence. Times are UTC milliseconds."""

    step: str = "number"
    busy: bool = False
    mobile: str = ""
    enterprises: tuple[EnterpriseChoice, ...] = ()
    enterprise_id: str = ""
    main_number: str = ""
    resend_at: int = 0
    expires_at: int = 0
    tries_left: int = 0
    error: str = ""
    error_detail: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Account:
    """Who is logged in; without any secret. `echo` is the extension of the enterprise's echo service, "" when it has
    none."""

    enterprise_id: str
    enterprise_name: str
    main_number: str
    user_id: str
    name: str
    extension: str
    mobile: str
    permission: str
    mode: str
    mode_reason: str = "administration"
    policy: str = "exclusive"
    area_code: str = ""
    echo: str = ""


@dataclass(frozen=True)
class DirectoryState:
    """The directory: `state` is empty, loading, ready or failed; `done` of `total` people while loading."""

    state: str = "empty"
    revision: str = ""
    count: int = 0
    done: int = 0
    total: int = 0
    error: str = ""
    updated_at: int = 0


@dataclass(frozen=True)
class HistoryState:
    """A counter that grows with every change, and how many missed calls have not been seen."""

    revision: int = 0
    missed: int = 0


@dataclass(frozen=True)
class Devices:
    """Sound devices and what is in use; `problem` as in the phone's SoundChanged."""

    microphones: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    microphone: str = ""
    speaker: str = ""
    problem: str = ""
    processing: bool = True


@dataclass(frozen=True)
class Settings:
    """What the user chose; core/choices.py says what is allowed. language: "", zh-CN or en ("" follows the system);
    theme: system, light or dark. Boosts in dB: 0 to 24 for the microphone, 0 to 12 for listening. `tray_told`: the user
    was told that closing the window hides it. `open_links`: is this program the system's handler of tel: links?
    `history_days`: how long calls are remembered, 0 for ever. `key_...`: keys that work in all programs, such as
    Ctrl+Alt+A; "" for none."""

    language: str = ""
    theme: str = "system"
    microphone: str = ""
    speaker: str = ""
    ringer: str = ""
    echo_cancellation: bool = True
    noise_suppression: bool = True
    gain_control: bool = True
    microphone_boost_db: int = 0
    listening_boost_db: int = 0
    start_at_login: bool = False
    close_to_tray: bool = True
    tray_told: bool = False
    text_size: str = "normal"
    on_top_in_call: bool = False
    incoming_corner: str = "bottom_right"
    notifications: bool = True
    do_not_disturb: bool = False
    confirm_outside: bool = False
    open_links: bool = False
    history_days: int = 0
    key_answer: str = "Ctrl+Alt+A"
    key_hang_up: str = "Ctrl+Alt+H"
    key_mute: str = "Ctrl+Alt+M"
    key_dial: str = ""


@dataclass(frozen=True)
class SoundLevel:
    """How loud microphone and speaker are now, in dBFS; -90 is silence."""

    microphone: float = -90.0
    speaker: float = -90.0


@dataclass(frozen=True)
class Notice:
    """Something the user must be told once, e.g. `database_set_aside`, `secrets_in_file`, `phone_restarted`."""

    id: str
    code: str
    detail: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Update:
    """Where the program's update stands. way: self (it replaces itself), apt (the Debian package), source; state: idle,
    checking, current, available, downloading, ready, applying, failed. `version` is the new one; `size` and `done` in
    bytes; `notes` by language; `error` is a code; `checked_at` in UTC milliseconds; `rolled_back` is a version that did
    not start and was taken back."""

    way: str = "source"
    state: str = "idle"
    version: str = ""
    size: int = 0
    done: int = 0
    notes: tuple[tuple[str, str], ...] = ()
    error: str = ""
    checked_at: int = 0
    rolled_back: str = ""


@dataclass(frozen=True)
class SoundTest:
    """A test of the sound devices. kind: microphone (record up to 5 s, then play it back), speaker (a short tone), ring
    (the ring tone for 3 s); state: idle, recording, playing, failed; `error` is a sound problem or sound_test_in_call;
    `started_at` in UTC milliseconds."""

    kind: str = ""
    state: str = "idle"
    error: str = ""
    started_at: int = 0


@dataclass(frozen=True)
class LineFacts:
    """What the phone knows of its way to the platform: transport (udp or tcp), our address on it, the proxy as
    address:port, when the binding was made or refreshed (UTC milliseconds) and for how many seconds. Loss, jitter and
    codec are those of the sound we get in the current call, or the last; the round trip is the call's too, or that of
    the last REGISTER. Zero and "": unknown."""

    transport: str = ""
    local_address: str = ""
    proxy: str = ""
    registered_at: int = 0
    expires_s: int = 0
    round_trip_ms: float = 0.0
    loss_percent: float = 0.0
    jitter_ms: float = 0.0
    codec: str = ""


@dataclass(frozen=True)
class Link:
    """What a tel:, sip: or callto: link asked for; nothing is dialled before a click. `text` as given, `error` is
    invalid_link when no number can be read from it."""

    text: str = ""
    party: Party | None = None
    error: str = ""
