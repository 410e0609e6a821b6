"""The log of the phone process: what pjsua2 and this room say, without any secret."""

from __future__ import annotations

import logging
import os
import re
import sys
from logging.handlers import RotatingFileHandler
from typing import Any

import pjsua2 as pj

_SECRETS = (
    re.compile(r"(?im)^((?:proxy-)?authorization|(?:proxy|www)-authenticate)\s*:.*(?:\r?\n[ \t].*)*"),
    re.compile(r"(?i)(a=crypto|a=ice-pwd)(:)[^\r\n]*"),
    re.compile(r"(?i)(dialing DTMF|DTMF digit(?: id)?:?)( +)\S+"),  # people type their PINs
    re.compile(r"(?i)\b(password|passwd|secret|nonce|response)(\s*[=:]\s*)(\"[^\"]*\"|\S+)"),
)
_REPLACEMENTS = (r"\1: (removed)", r"\1: (removed)", r"\1\2(removed)", r"\1\2(removed)")


def redacted(text: str) -> str:
    """The text without credentials, challenges and media keys."""
    for pattern, replacement in zip(_SECRETS, _REPLACEMENTS, strict=True):
        text = pattern.sub(replacement, text)
    return text


class _Redacting(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


class SipLog(pj.LogWriter):  # type: ignore[misc]
    """Receives the lines of pjsua2 on whatever thread they are written."""

    def __init__(self) -> None:
        super().__init__()
        self.silent = False
        self._log = logging.getLogger("sip")

    def write(self, entry: Any) -> None:
        """One line of pjsua2."""
        if self.silent:
            return
        level = logging.WARNING if entry.level <= 2 else logging.INFO
        self._log.log(level, "%s", entry.msg.rstrip())


def open_log(path: str) -> None:
    """Write to `path` (1 MB, two older ones kept), or nowhere when it is empty or cannot be written."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    logging.raiseExceptions = False
    try:
        target: logging.Handler = _file(path) if path else logging.NullHandler()
    except OSError as error:
        print(f"phone: no log: {error.strerror}", file=sys.stderr)
        target = logging.NullHandler()
    target.setFormatter(_Redacting("%(asctime)s %(name)s %(levelname)s %(message)s"))
    root.addHandler(target)


def _file(path: str) -> logging.Handler:
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    return RotatingFileHandler(path, maxBytes=1 << 20, backupCount=2, encoding="utf-8")
