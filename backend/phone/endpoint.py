"""pjsua2's one Endpoint, set up the way this program needs it."""

from __future__ import annotations

from typing import Any

import pjsua2 as pj

from backend.phone.desk import Desk
from backend.phone.guard import guarded
from backend.phone.log import SipLog
from backend.phone.media import FRAME_MS, RATE
from backend.phone.messages import PhoneOptions

_PREFERENCE = {"G722/": 254, "PCMA/": 253, "PCMU/": 252}
# The most the wheel is built for: a fifth call gets 486 and is told as missed. More would not be safe either: a call
# takes two of pjlib's 64 sockets, which stay taken for half a second after it ended; when none is left, pjlib aborts.
_MOST_CALLS = 4
_JITTER_MS = 40  # what the jitter buffer holds at least: without it every packet that comes late is heard
_DISCONNECTED = 1  # pjsip_transport_state PJSIP_TP_STATE_DISCONNECTED, which the wheel does not name


class PhoneEndpoint(pj.Endpoint):  # type: ignore[misc]
    """The library, on one owner thread and without threads of its own for SIP."""

    def __init__(self, options: PhoneOptions, log: SipLog | None, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.libCreate()
        config = pj.EpConfig()
        config.uaConfig.userAgent = options.user_agent
        config.uaConfig.maxCalls = _MOST_CALLS
        config.uaConfig.threadCnt = 0
        config.uaConfig.mainThreadOnly = True
        config.medConfig.clockRate = RATE
        config.medConfig.ptime = FRAME_MS
        config.medConfig.noVad = True
        config.medConfig.ecTailLen = 0
        config.medConfig.jbInit = config.medConfig.jbMinPre = _JITTER_MS
        config.logConfig.msgLogging = 1 if log else 0
        config.logConfig.level = 4 if log else 0
        config.logConfig.consoleLevel = 4 if log else 0  # the level that reaches the writer
        config.logConfig.decor = pj.PJ_LOG_HAS_SENDER
        if log is not None:
            config.logConfig.writer = log
        self.libInit(config)
        self.libStart()
        for codec in self.codecEnum2():
            wanted = (rank for name, rank in _PREFERENCE.items() if codec.codecId.startswith(name))
            self.codecSetPriority(codec.codecId, next(wanted, 0))

    @guarded
    def onTransportState(self, prm: Any) -> None:  # noqa: N802 - pjsua2's name
        """A connection came or went."""
        if int(prm.state) == _DISCONNECTED and str(prm.type).startswith("TCP"):
            self._desk.connection_lost()

    @guarded
    def onRejectedIncomingCall(self, prm: Any) -> None:  # noqa: N802 - pjsua2's name
        """A call came in while there were too many."""
        if int(prm.statusCode) == 486:
            self._desk.turned_away(str(prm.remoteInfo))
