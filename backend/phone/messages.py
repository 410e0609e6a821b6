"""The values that cross the pipe between the program and its phone process.

Commands go in, news come out. Every value is frozen and picklable; call ids are UUID strings made by whoever sees the
call first: core for an outgoing call, the phone process for an incoming one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from backend.core.ending import WarningValue
from backend.core.state import EndedBy as EndedBy
from backend.core.state import LineFacts
from backend.phone.sound_messages import (
    ChooseSound,
    MeasureLevel,
    SoundChanged,
    SoundChoice,
    SoundLevel,
    SoundTest,
    StartSoundTest,
    StopSoundTest,
)


@dataclass(frozen=True)
class SipAccount:
    """How to register at the platform (RFC 3261 section 10). `proxy` is `host:port` of the outbound proxy."""

    domain: str
    username: str
    auth_username: str
    password: str = field(repr=False)
    proxy: str
    display_name: str = ""
    transport: str = "udp"  # "udp" or "tcp"
    expires_s: int = 300


@dataclass(frozen=True)
class PhoneOptions:
    """What the phone process is started with. Ports are inclusive; `bind_address` is empty for all interfaces. A
    transfer nobody has reported on for `transfer_patience_s` has failed."""

    bind_address: str = ""
    rtp_port_first: int = 40000
    rtp_port_last: int = 44999
    user_agent: str = "CloudSwitchboard"
    sound: SoundChoice = field(default_factory=SoundChoice)
    log_path: str = ""
    transfer_patience_s: float = 60.0


# Commands: program -> phone process.


@dataclass(frozen=True)
class Register:
    """Register this account, replacing any other; sent again with the same account it registers at once."""

    account: SipAccount


@dataclass(frozen=True)
class Unregister:
    """Remove the binding and forget the account."""


@dataclass(frozen=True)
class Dial:
    """Call `number` (the user part to put in the request URI, as the platform takes it) in the account's domain.
    What cannot be sent ends at once, by FAILURE: 503 `not_registered`, 484 `invalid_number`, 503 otherwise."""

    call_id: str
    number: str


@dataclass(frozen=True)
class Answer:
    """Send 200 OK to an incoming call."""

    call_id: str


@dataclass(frozen=True)
class Decline:
    """Refuse an incoming call: 486 Busy Here by default, 603 Decline for the user's own refusal."""

    call_id: str
    status: int = 603


@dataclass(frozen=True)
class HangUp:
    """End a call in whatever phase it is: CANCEL, BYE, or a final response."""

    call_id: str


@dataclass(frozen=True)
class Mute:
    """Send silence instead of the microphone, or the microphone again."""

    call_id: str
    on: bool


@dataclass(frozen=True)
class Hold:
    """Put the other party on hold by re-INVITE (RFC 3264 section 8.4), or take it back."""

    call_id: str
    on: bool


@dataclass(frozen=True)
class Transfer:
    """Hold the other party, if it is not held, and ask the platform to connect it to `number` (REFER, RFC 3515)."""

    call_id: str
    number: str


@dataclass(frozen=True)
class CancelTransfer:
    """Take the call back in mid-transfer: the other party is no longer held, which the platform takes as that wish."""

    call_id: str


@dataclass(frozen=True)
class SilenceRing:
    """Stop the ringing sound of an incoming call without declining it."""

    call_id: str


@dataclass(frozen=True)
class SendDtmf:
    """Send digits `0-9*#A-D` as telephone events (RFC 4733)."""

    call_id: str
    digits: str


@dataclass(frozen=True)
class CheckCall:
    """Ask the other end whether an established call still stands: OPTIONS in its dialog (RFC 3261 section 12.2.1.2).
    Where it is unknown (481) or nobody answers (408) it ends, by FAILURE; of any other answer nothing is told."""

    call_id: str


@dataclass(frozen=True)
class AskStatistics:
    """Ask for a Statistics value of a call."""

    call_id: str


@dataclass(frozen=True)
class EmptyLog:
    """Empty the log, and write nothing of the line until the next Register: the answers to the last requests of a login
    that was erased are still to come."""


@dataclass(frozen=True)
class Stop:
    """End calls, unregister, close the sound devices and leave within 2 s."""


Command = (
    Register
    | Unregister
    | Dial
    | Answer
    | Decline
    | HangUp
    | Mute
    | Hold
    | Transfer
    | CancelTransfer
    | SilenceRing
    | SendDtmf
    | ChooseSound
    | MeasureLevel
    | StartSoundTest
    | StopSoundTest
    | CheckCall
    | AskStatistics
    | EmptyLog
    | Stop
)


# News: phone process -> program.


@dataclass(frozen=True)
class Started:
    """The phone process is up and takes commands; `restarted` is true when it follows one that died."""

    pid: int
    restarted: bool = False


@dataclass(frozen=True)
class Silent:
    """The phone process does not answer at the moment (told by its supervisor); if it stays so, it is ended."""


@dataclass(frozen=True)
class Died:
    """The phone process is gone (told by its supervisor); its calls have ended. A Started follows."""

    exit_code: int


@dataclass(frozen=True)
class Registered:
    """The registrar answered 200 to REGISTER; the binding lives `expires_s` seconds. `reconnected`: the connection had
    broken, and who answers now may not know the calls."""

    expires_s: int
    reconnected: bool = False


@dataclass(frozen=True)
class Unregistered:
    """The binding was removed at our own wish."""


@dataclass(frozen=True)
class RegistrationFailed:
    """The registrar refused (its status code and phrase) or cannot be reached (408, 502 or 503 made locally)."""

    status: int
    phrase: str = ""


@dataclass(frozen=True)
class Incoming:
    """An INVITE came in and 180 has gone out; or 486, when there were four calls already, and Ended follows at once.
    `number` is the caller's user part (P-Asserted-Identity before From), `display_name` what the caller's header said,
    `via` the main number it came through, if any. `received_ns` is time.monotonic_ns() at the INVITE. `referred_by` is
    the user part of who handed the call on and `referred_by_name` its name (Referred-By, RFC 3892), "" when nobody did.
    """

    call_id: str
    number: str
    display_name: str = ""
    via: str = ""
    received_ns: int = 0
    referred_by: str = ""
    referred_by_name: str = ""


@dataclass(frozen=True)
class Calling:
    """The INVITE of an outgoing call is on the wire."""

    call_id: str


@dataclass(frozen=True)
class Ringing:
    """A 180 or 183 came; `early_media` when the network sends its own ringback (a 18x with SDP)."""

    call_id: str
    early_media: bool = False


@dataclass(frozen=True)
class Established:
    """The call was answered by either side."""

    call_id: str


@dataclass(frozen=True)
class MuteChanged:
    """The microphone of the call is muted or not."""

    call_id: str
    on: bool


@dataclass(frozen=True)
class HoldChanged:
    """`local`: we hold the other; `remote`: the other holds us."""

    call_id: str
    local: bool
    remote: bool


@dataclass(frozen=True)
class TransferProgress:
    """How a transfer gets on: 100 or 180 while it is under way; then once, unless Ended comes before, with `final`:
    200, the target answered and the call ends soon; 300 or more, it failed and the other party is taken back unless it
    was held before (487: cancelled; 408: nobody reported; else what the target, the REFER or the hold met with)."""

    call_id: str
    status: int
    final: bool = False


@dataclass(frozen=True)
class DtmfReceived:
    """The other party pressed a key."""

    call_id: str
    digit: str


@dataclass(frozen=True)
class RemoteChanged:
    """The party at the other end is now another (UPDATE or re-INVITE with a new P-Asserted-Identity)."""

    call_id: str
    number: str
    display_name: str = ""


@dataclass(frozen=True)
class Ended:
    """A call is over: the final SIP status (200 after a normal BYE; 0 when the process died) and who ended it.
    `reason` is the value of a Reason header (RFC 3326), if there was one; "" after a transfer that succeeded.
    `warnings` are those of a final response, as it gave them (RFC 3261 section 20.43)."""

    call_id: str
    status: int
    phrase: str = ""
    by: EndedBy = EndedBy.REMOTE
    reason: str = ""
    warnings: tuple[WarningValue, ...] = ()


@dataclass(frozen=True)
class Refused:
    """A command could not be carried out in the call's present phase; nothing changed. `code` is `no_such_call` or
    `wrong_call_state`, `command` the name of its class."""

    call_id: str
    code: str
    command: str = ""


@dataclass(frozen=True)
class Statistics:
    """Media statistics of a call since its start. Loss in per cent, jitter and round trip in ms."""

    call_id: str
    codec: str
    rx_packets: int
    rx_lost: int
    rx_loss_percent: float
    rx_jitter_ms: float
    tx_packets: int
    tx_lost: int
    rtt_ms: float


News = (
    Started
    | Silent
    | Died
    | Registered
    | Unregistered
    | RegistrationFailed
    | Incoming
    | Calling
    | Ringing
    | Established
    | MuteChanged
    | HoldChanged
    | TransferProgress
    | DtmfReceived
    | RemoteChanged
    | Ended
    | Refused
    | Statistics
    | LineFacts
    | SoundChanged
    | SoundLevel
    | SoundTest
)
