"""One call: pjsua2's callbacks become news, commands become SIP."""

from __future__ import annotations

from typing import Any

import pjsua2 as pj

from backend.phone import headers
from backend.phone.desk import Desk
from backend.phone.events import failed_here, received
from backend.phone.guard import guarded
from backend.phone.hold import Holding, holds_us
from backend.phone.media import audio_of, joinable
from backend.phone.messages import (
    Calling,
    DtmfReceived,
    Ended,
    EndedBy,
    Established,
    HoldChanged,
    MuteChanged,
    Refused,
    RemoteChanged,
    Ringing,
    Statistics,
    TransferProgress,
)
from backend.phone.statistics import statistics
from backend.phone.transfer import BlindTransfer

_BUSY = (486, 600)
_GONE = (408, 481)  # the answer to a request of ours within a dialog that is no more (RFC 3261 section 12.2.1.2)


class PhoneCall(pj.Call):  # type: ignore[misc]
    """A call from its first message to its end; ids are UUID strings. Lives on the owner thread."""

    def __init__(self, account: Any, desk: Desk, call_id: str, pj_id: int = pj.PJSUA_INVALID_ID) -> None:
        super().__init__(account, pj_id)
        self.call_id = call_id
        self.ended = False
        self.established = False
        self._desk = desk
        self._incoming = pj_id != pj.PJSUA_INVALID_ID
        self._accepted = False
        self._ringing: Ringing | None = None
        self._muted = self._silenced = False
        self._holding = Holding(desk.timers, owns_call_id=not self._incoming)
        self._transfer: BlindTransfer | None = None
        self._who_holds = (False, False)
        self._party = ""
        self._reason = ""

    @property
    def wants_sound(self) -> bool:
        """Whether microphone and loudspeaker are needed: not for a call that only rings here."""
        return not self._incoming or self._accepted

    @property
    def wants_ringing(self) -> bool:
        """Whether it rings here, and nobody has asked for silence."""
        return not (self.wants_sound or self._silenced)

    @property
    def wants_ringback(self) -> bool:
        """Whether it rings there, and the network sends no tone of its own."""
        return self._ringing is not None and not self._ringing.early_media and not self.established

    # Commands.

    def dial(self, uri: str) -> None:
        """Send INVITE to `uri`. pj.Error when it cannot be sent."""
        self.makeCall(uri, pj.CallOpParam(True))

    def ring(self, party: str) -> None:
        """Send 180 for a call from `party`."""
        self._party = party
        self._respond(180)

    def accept(self) -> None:
        """Send 200 OK; a second time is refused."""
        if not self._incoming or self.established:
            self.refuse("wrong_call_state", "Answer")
            return
        self._respond(200)
        self._accepted = True

    def silence(self) -> None:
        """Ring no longer, without declining."""
        if self.wants_sound:
            self.refuse("wrong_call_state", "SilenceRing")
        else:
            self._silenced = True
            self._desk.arrange_sound()

    def decline(self, status: int) -> None:
        """Refuse an incoming call."""
        if not self._incoming:
            self.refuse("wrong_call_state", "Decline")
        elif self.established:  # answered a moment before: who declines wants it to be over
            self.hang_up()
        else:
            self._leave(status, "Decline")

    def hang_up(self) -> None:
        """End the call in whatever phase it is. It is over for us at once: an answer may take 32 s, or never come."""
        if self.established:
            self._leave(200, "Normal call clearing")
        elif self._incoming:
            self._leave(603, "Decline")
        else:
            self._leave(487, "Request Terminated")

    def mute(self, on: bool) -> None:
        """Send silence instead of the microphone, or the microphone again."""
        if on != self._muted:
            self._muted = on
            for media in self._active_media():
                self._desk.audio.speak(media, not on)
        self._desk.tell(MuteChanged(self.call_id, on))

    def hold(self, on: bool) -> None:
        """Hold the other party, or take it back."""
        if not self.established or self._transferring():
            self.refuse("wrong_call_state", "Hold")
        else:
            self.keep_held(on)

    def keep_held(self, on: bool) -> None:
        """The same for the user and for a transfer."""
        self._holding.keep(self, on)

    def transfer(self, target: str, patience_s: float) -> None:
        """Have the other party connected to the URI `target`, which is empty when there can be none."""
        if not self.established or self._transferring():
            self.refuse("wrong_call_state", "Transfer")
        elif not target:
            self._desk.tell(TransferProgress(self.call_id, 484, final=True))
        else:
            self._transfer = BlindTransfer(self, self._desk, target, patience_s)
            switch = self._holding.switch
            self._transfer.begin(switch.wanted, switch.held and not switch.pending)

    def cancel_transfer(self) -> None:
        """Take the call back in mid-transfer."""
        if self._transfer is None or not self._transfer.under_way:
            self.refuse("wrong_call_state", "CancelTransfer")
        else:
            self._transfer.cancel()

    def refer(self, target: str) -> bool:
        """Send REFER (RFC 3515); whether it could be sent."""
        try:
            self.xfer(f"<{target}>", pj.CallOpParam(True))
        except pj.Error:
            return False
        return True

    def send_dtmf(self, digits: str) -> None:
        """Send telephone events (RFC 4733)."""
        try:
            self.dialDtmf(digits)
        except pj.Error:
            self.refuse("wrong_call_state", "SendDtmf")

    def check(self) -> None:
        """Ask the other end whether the call still stands."""
        if not self.established:
            self.refuse("wrong_call_state", "CheckCall")
            return
        prm = pj.CallSendRequestParam()
        prm.method = "OPTIONS"
        self.sendRequest(prm)

    def ask_statistics(self) -> None:
        """Tell the media statistics so far."""
        found = self.statistics()
        if found is None:
            self.refuse("wrong_call_state", "AskStatistics")
        else:
            self._desk.tell(found)

    def statistics(self) -> Statistics | None:
        """The media statistics so far; None while there is no media."""
        if self.ended or not self.hasMedia():
            return None
        return statistics(self.call_id, self)

    def refuse(self, code: str, command: str) -> None:
        """Tell that a command cannot be carried out now."""
        self._desk.tell(Refused(self.call_id, code, command))

    # Callbacks of pjsua2.

    @guarded
    def onCallState(self, prm: Any) -> None:  # noqa: N802 - pjsua2's name
        """The call entered a phase, or stays in one with another provisional response."""
        state = self.getInfo().state
        message = received(prm.e)
        if state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self._disconnected(prm.e, message)
        elif self.ended:
            return
        elif state == pj.PJSIP_INV_STATE_CALLING:
            self._desk.tell(Calling(self.call_id))
        elif state == pj.PJSIP_INV_STATE_EARLY and not self._incoming:
            self._rings(message)
        elif state in (pj.PJSIP_INV_STATE_CONNECTING, pj.PJSIP_INV_STATE_CONFIRMED) and not self.established:
            self.established = True
            self._learn_party(message)
            self._desk.tell(Established(self.call_id))

    @guarded
    def onCallTsxState(self, prm: Any) -> None:  # noqa: N802 - pjsua2's name
        """A transaction moved: read the headers pjsua2 does not hand out, and the answers to our re-INVITE."""
        event = prm.e.body.tsxState
        message = received(prm.e)
        if message and not message.startswith("SIP/"):
            self._reason = headers.reason(message) or self._reason
            if self.established and event.tsx.method in ("INVITE", "UPDATE"):
                self._remote_may_have_changed(message)
                self._remote_may_hold(message)
            elif self._transfer is not None and headers.ends_subscription(message):
                # pjsua2 keeps to itself a last one that does not say how it went; of any other it tells first.
                transfer = self._transfer
                self._desk.timers.later(0, lambda: transfer.reported(100, final=True))
        status = int(event.tsx.statusCode)
        if event.tsx.role != pj.PJSIP_ROLE_UAC or self.ended or status < 200 or status in (401, 407):
            return
        if event.tsx.method == "INVITE" and self._holding.switch.pending:
            self._hold_answered(status)
        elif event.tsx.method == "REFER" and self._transfer is not None:
            self._transfer.reported(status if status >= 300 else 100, final=False)

    @guarded
    def onCallMediaState(self, prm: Any) -> None:  # noqa: N802 - pjsua2's name
        """Media was negotiated. What follows takes milliseconds and waits until pjsua2 has sent its 200 or ACK."""
        self._desk.timers.later(0, self._join_media)

    @guarded
    def onDtmfDigit(self, prm: Any) -> None:  # noqa: N802 - pjsua2's name
        """The other party pressed a key."""
        if not self.ended:
            self._desk.tell(DtmfReceived(self.call_id, str(prm.digit)))

    @guarded
    def onCallTransferStatus(self, prm: Any) -> None:  # noqa: N802 - pjsua2's name
        """A NOTIFY told how a transfer gets on (RFC 3515 section 2.4.4). pjsua2 would stop listening by itself."""
        status = int(prm.statusCode)
        prm.cont = status < 200 and not prm.finalNotify
        if self._transfer is not None:
            self._transfer.reported(status, bool(prm.finalNotify))

    @guarded
    def onCallTransferRequest(self, prm: Any) -> None:  # noqa: N802 - pjsua2's name
        """A REFER came (RFC 3515). Not carried out, the library would dial for whoever asks."""
        prm.statusCode = 603

    @guarded
    def onCallReplaceRequest(self, prm: Any) -> None:  # noqa: N802 - pjsua2's name
        """An INVITE with Replaces came (RFC 3891): nobody takes a call over unasked."""
        prm.statusCode = 603

    # What follows from them.

    def _join_media(self) -> None:
        """Join the media to microphone and loudspeaker, and see who holds whom."""
        if self.ended or not self.isActive():
            return
        info = self.getInfo()
        audio = audio_of(info)
        for media in joinable(self, audio):
            self._desk.audio.hear(media)
            self._desk.audio.speak(media, not self._muted)
        if self.established:
            local = any(media.status == pj.PJSUA_CALL_MEDIA_LOCAL_HOLD for media in audio)
            sends = all(media.dir & pj.PJMEDIA_DIR_ENCODING for media in audio)
            self._held_now(local, self._who_holds[1] if local else not sends)

    def _rings(self, message: str) -> None:
        self._learn_party(message)
        early = headers.has_body(message) or (self._ringing is not None and self._ringing.early_media)
        now = Ringing(self.call_id, early)
        if now != self._ringing:
            self._ringing = now
            self._desk.tell(now)

    def _learn_party(self, message: str) -> None:
        found = headers.asserted(message)
        if found and not self._party:
            self._party = found.number

    def _remote_may_have_changed(self, message: str) -> None:
        found = headers.asserted(message)
        if not found or found.number == self._party:
            return
        known, self._party = self._party, found.number
        if known:
            self._desk.tell(RemoteChanged(self.call_id, found.number, found.display_name))

    def _remote_may_hold(self, offer: str) -> None:
        """While we hold, the direction that was agreed on does not tell what the other party wants."""
        remote = holds_us(offer)
        if self._who_holds[0] and remote is not None:
            self._held_now(True, remote)

    def _held_now(self, local: bool, remote: bool) -> None:
        if (local, remote) != self._who_holds:
            self._who_holds = (local, remote)
            self._desk.tell(HoldChanged(self.call_id, local, remote))

    def _hold_answered(self, status: int) -> None:
        settled = self._holding.answered(self, status)
        if settled and status >= 300 and not self._transferring():
            self.refuse("wrong_call_state", "Hold")
        if settled and self._transfer is not None:
            self._transfer.hold_settled(self._holding.switch.held, status)

    def _transferring(self) -> bool:
        return self._transfer is not None and (self._transfer.under_way or self._transfer.succeeded)

    def _active_media(self) -> list[Any]:
        if self.ended or not self.isActive():
            return []
        info = self.getInfo()
        return joinable(self, audio_of(info))

    def _respond(self, status: int) -> None:
        prm = pj.CallOpParam(True)
        prm.statusCode = status
        self.answer(prm)

    def _leave(self, status: int, phrase: str) -> None:
        self._desk.measured(self.statistics())
        prm = pj.CallOpParam()
        prm.statusCode = 0 if self.established or not self._incoming else status
        for media in self._active_media():
            self._desk.audio.speak(media, False)
        self._end(Ended(self.call_id, status, phrase, EndedBy.LOCAL))
        try:
            self.hangup(prm)
        except pj.Error:
            self._desk.gone(self.call_id)  # it ended by itself in this very moment

    def _disconnected(self, event: Any, message: str) -> None:
        self._desk.measured(self.statistics())
        info = self.getInfo()
        status = int(info.lastStatusCode)
        unknown_there = self.established and status in _GONE
        by = EndedBy.FAILURE if failed_here(event) or unknown_there else EndedBy.REMOTE
        reason = headers.reason(message) or self._reason
        if self._transfer is not None and self._transfer.succeeded:
            by, reason = EndedBy.REMOTE, ""
        if status in _BUSY and not self._incoming and not self.ended:
            self._desk.busy()
        self._end(Ended(self.call_id, status, str(info.lastReason), by, reason, headers.warnings(message)))
        self._desk.gone(self.call_id)

    def _end(self, ended: Ended) -> None:
        if not self.ended:
            self.ended = True
            if self._transfer is not None:
                self._transfer.over()
                self._transfer = None  # it holds this call, which must be free when the library closes
            self._desk.tell(ended)
