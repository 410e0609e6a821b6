"""The system's keychain, when there is a real one; never imported before it is needed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

log = logging.getLogger(__name__)

SERVICE = "cloud-switchboard"
PATIENCE_S = 5.0
# The back ends that keep secrets in the system; others keep them in plain files, or nowhere.
_REAL = ("SecretService", "libsecret", "kwallet", "Windows", "macOS", "chainer")


class KeychainError(Exception):
    """There is none, it is locked, it did not answer in PATIENCE_S seconds, or still has to answer an earlier call."""


class Keychain:
    """One secret text by name. Every method blocks at most PATIENCE_S seconds. `kind` is what `write` said: asking for
    a back end by its name takes half the time of finding out which there is."""

    def __init__(self, name: str) -> None:
        self._name = name
        # Held until the keychain has answered, also after nobody waits any more: a late answer meets no newer secret.
        self._asking = threading.Lock()

    def read(self, kind: str) -> str | None:
        """Error: KeychainError."""
        secret: str | None = _patiently(self._asking, lambda: _named(kind).get_password(SERVICE, self._name))
        return secret

    def write(self, secret: str) -> str:
        """Returns its kind. Error: KeychainError, also when what was written cannot be read back; it is then removed
        again, as soon as the keychain lets that happen."""

        def write() -> str:
            backend = _found()
            backend.set_password(SERVICE, self._name, secret)
            kept = False
            try:
                kept = backend.get_password(SERVICE, self._name) == secret
            finally:
                if not kept:
                    self._take_back(backend)
            if not kept:
                raise KeychainError("not kept")
            return _kind(backend)

        return _patiently(self._asking, write, lambda: self._take_back(_found()))

    def clear(self, kind: str) -> None:
        """Harmless when there is nothing to remove. Error: KeychainError."""

        def clear() -> None:
            backend = _named(kind)
            if backend.get_password(SERVICE, self._name) is not None:
                backend.delete_password(SERVICE, self._name)

        _patiently(self._asking, clear)

    def _take_back(self, backend: Any) -> None:
        """Remove what was written for somebody who keeps it elsewhere by now."""
        try:
            backend.delete_password(SERVICE, self._name)
        except Exception as error:  # noqa: BLE001 - back ends raise whatever they like
            log.warning("the keychain does not give back what it was given: %s", type(error).__name__)


def _found() -> Any:
    import keyring

    backend = keyring.get_keyring()
    if not is_real(_kind(backend)) or not backend.priority > 0:
        raise KeychainError("there is no keychain")
    return backend


def _named(kind: str) -> Any:
    if not is_real(kind):
        raise KeychainError("not a keychain")
    from keyring.core import load_keyring

    return load_keyring(kind)


def _kind(backend: object) -> str:
    return f"{type(backend).__module__}.{type(backend).__name__}"


def is_real(kind: str) -> bool:
    """Is this the kind of a keychain that secrets may have been written to?"""
    parts = kind.split(".")
    return parts[:2] == ["keyring", "backends"] and len(parts) == 4 and parts[2] in _REAL


def _patiently(asking: threading.Lock, work: Callable[[], T], late: Callable[[], None] = lambda: None) -> T:
    """Run it on a thread of its own: a keychain may wait for the user, and a broken one for ever. `late` follows on
    that thread when the work is done after nobody waits for it any more."""
    results: list[T] = []
    errors: list[Exception] = []
    given_up = threading.Event()
    deciding = threading.Lock()

    def run() -> None:
        if not asking.acquire(blocking=False):
            errors.append(KeychainError("still busy"))
            return
        try:
            result = work()
            with deciding:
                if not given_up.is_set():
                    results.append(result)
            if not results:
                late()
        except Exception as error:  # noqa: BLE001 - back ends raise whatever they like
            errors.append(error)
        finally:
            asking.release()

    thread = threading.Thread(target=run, name="keychain", daemon=True)
    thread.start()
    thread.join(PATIENCE_S)
    with deciding:
        if results:
            return results[0]
        given_up.set()
    if errors and isinstance(errors[0], KeychainError):
        raise errors[0]
    # What another says may hold what it was given.
    raise KeychainError(type(errors[0]).__name__ if errors else "no answer")
