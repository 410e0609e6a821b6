"""When to send a re-INVITE for hold: one at a time (RFC 3261 section 14.1), always towards what was asked last."""

from __future__ import annotations


class HoldSwitch:
    """What was asked, what the other end has agreed to, and whether a re-INVITE is on its way."""

    def __init__(self) -> None:
        self.wanted = False
        self.held = False
        self.pending = False

    def ask(self, on: bool) -> bool:
        """Note the wish; True when a re-INVITE for it is to be sent now."""
        self.wanted = on
        return self._send()

    def done(self, accepted: bool) -> bool:
        """The re-INVITE was answered; True when another must follow. A refusal ends the wish."""
        if self.pending:
            self.pending = False
            if accepted:
                self.held = self.target
            else:
                self.wanted = self.held
        return self._send()

    def postpone(self) -> None:
        """The re-INVITE could not be sent or met another (491): nothing is on its way, the wish stays."""
        self.pending = False

    def again(self) -> bool:
        """After a postponement; True when a re-INVITE is to be sent now."""
        return self._send()

    def _send(self) -> bool:
        if self.pending or self.wanted == self.held:
            return False
        self.pending = True
        self.target = self.wanted
        return True
