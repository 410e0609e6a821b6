"""pjsua2's one Endpoint, set up the way this program needs it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pjsua2 as pj

from backend.phone.guard import guarded
from backend.phone.log import SipLog
from backend.phone.media import FRAME_MS, RATE
from backend.phone.messages import PhoneOptions

_PREFERENCE = {"G722/": 254, "PCMA/": 253, "PCMU/": 252}
# A call takes two of pjlib's 64 sockets, which stay taken for half a second after it has ended; when there are none
# left, pjlib aborts. So twelve calls at once and twenty that end within that half second are safe; more get 486.
_MOST_CALLS = 12
_DISCONNECTED = 1  # pjsip_transport_state PJSIP_TP_STATE_DISCONNECTED, which the wheel does not name


class PhoneEndpoint(pj.Endpoint):  # type: ignore[misc]
    """The library, on one owner thread and without threads of its own for SIP."""

    def __init__(self, options: PhoneOptions, log: SipLog | None, connection_lost: Callable[[], None]) -> None:
        super().__init__()
        self._connection_lost = connection_lost
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
            self._connection_lost()
