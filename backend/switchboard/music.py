"""What a party hears that waits, music or a tone: an audio stream of the switchboard's own that is offered to it."""

from __future__ import annotations

from dataclasses import replace

from backend.switchboard.announcements import PROMPTS, samples_of
from backend.switchboard.audio_call import FORMATS, MediaPlace, path_of
from backend.switchboard.media.codecs import Samples
from backend.switchboard.media.sources import Loop
from backend.switchboard.media.stream import AudioStream
from backend.switchboard.sip.sdp import Session, answer, describe, parse_session
from backend.switchboard.sip.uri import MalformedMessageError

TUNE = PROMPTS / "music.wav"


class Music:
    """One stream; `offer` opens its ports, `close` gives them back, and after that nothing opens them again."""

    def __init__(self, place: MediaPlace, samples: Samples | None = None) -> None:
        self._place = place
        self._own = Session(place.host, 0, FORMATS, "sendonly")
        self._stream = AudioStream()
        self._stream.source = Loop(samples_of(TUNE) if samples is None else samples)
        self._closed = False

    @property
    def opened(self) -> bool:
        """Whether the party was offered the music."""
        return self._own.port != 0

    def offer(self) -> bytes:
        """The offer for the party that waits; raises OSError when no port is free."""
        self._stream.open(self._place.host, self._place.ports)
        self._own = replace(self._own, port=self._stream.port)
        return describe(self._own)

    def connect(self, reply: bytes) -> None:
        """The party answered the offer: play."""
        if self._closed or not self.opened:
            return
        try:
            self._stream.connect(path_of(parse_session(reply)))
        except MalformedMessageError:
            return

    def agree(self, offer: bytes) -> bytes | None:
        """The answer to an offer of the party while it waits; None when there is no music or no codec for it."""
        if self._closed or not self.opened:
            return None
        try:
            session = parse_session(offer)
            agreed = answer(session, self._own)
            if agreed is None:
                return None
            self._stream.connect(path_of(replace(session, formats=agreed.formats)))
        except MalformedMessageError:
            return None
        return describe(agreed)

    def close(self) -> None:
        """Play no more."""
        self._closed = True
        self._stream.close()
