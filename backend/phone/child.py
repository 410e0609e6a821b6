"""The phone process: `python -m backend.phone.child`; commands come on standard input, news go to standard output."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable

from backend.phone import wire
from backend.phone.log import open_log
from backend.phone.messages import Command, News, PhoneOptions, Started, Stop

_LEAVE_S = 2.0


def main(argv: list[str]) -> int:
    """Run until the pipe closes or says Stop; `argv` holds nothing of use, the options come through the pipe."""
    del argv
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the program says Stop
    commands, news = _take_pipes()
    options, restarted = wire.read(commands)
    _quiet(options)
    open_log(options.log_path)
    sys.setswitchinterval(0.0005)
    from backend.phone.engine import Engine  # here, so that output of native code no longer reaches the pipe

    speaking = threading.Lock()

    def tell(value: News | wire.Beat) -> None:
        with speaking:
            try:
                wire.write(news, value)
            except OSError:
                engine.command(Stop())

    engine = Engine(options, tell, lambda: tell(wire.Beat()))
    threading.Thread(target=_listen, args=(commands, engine.command), name="commands", daemon=True).start()
    tell(Started(os.getpid(), restarted))
    engine.run()
    logging.shutdown()
    os._exit(0)  # what native code still holds may not hold us


def _take_pipes() -> tuple[int, int]:
    """Own copies of standard input and output; the originals lead nowhere, whatever prints to them."""
    commands, news = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return commands, news


def _quiet(options: PhoneOptions) -> None:
    """Let assertions and crashes of native code land beside the log."""
    if not options.log_path:
        return
    try:
        last_words = os.open(options.log_path + ".crash", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError:
        return
    os.dup2(last_words, 2)
    os.close(last_words)


def _listen(commands: int, carry_out: Callable[[Command], None]) -> None:
    try:
        while True:
            carry_out(wire.read(commands))
    except (EOFError, OSError):
        threading.Timer(_LEAVE_S, os._exit, (1,)).start()  # the program is gone: leave decently, but leave
        carry_out(Stop())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
