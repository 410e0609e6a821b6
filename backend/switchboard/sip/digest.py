"""Digest authentication with MD5 and SHA-256 (RFC 3261 section 22, RFC 7616, RFC 8760)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from backend.switchboard.sip.headers import parse_params, split_list

ALGORITHMS = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}
NONCE_LIFETIME_S = 120.0
MOST_NONCES = 10_000


class Verdict(Enum):
    """What credentials are worth."""

    GOOD = "good"
    STALE = "stale"
    WRONG = "wrong"


@dataclass(frozen=True)
class Credentials:
    """The parameters of an Authorization header for one realm; they never enter a log."""

    username: str
    realm: str
    params: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Credentials({self.realm})"


def read_credentials(fields: list[str], realm: str) -> Credentials | None:
    """The first digest credentials for this realm among Authorization headers."""
    for value in fields:
        scheme, _, rest = value.partition(" ")
        params = parse_params(";".join(split_list(rest)))
        if scheme.lower() == "digest" and params.get("realm") == realm:
            return Credentials(params.get("username", ""), realm, params)
    return None


def digest_response(algorithm: str, ha1: str, method: str, params: Mapping[str, str]) -> str:
    """The `response` value for `nonce uri qop nc cnonce` and a HA1 (RFC 7616 section 3.4.1)."""

    def digest(text: str) -> str:
        return ALGORITHMS[algorithm](text.encode()).hexdigest()

    ha2 = digest(f"{method}:{params['uri']}")
    return digest(f"{ha1}:{params['nonce']}:{params['nc']}:{params['cnonce']}:{params['qop']}:{ha2}")


class Challenges:
    """Makes nonces that prove themselves and live two minutes; a nonce count is taken once."""

    def __init__(self, algorithms: int = len(ALGORITHMS)) -> None:
        """`algorithms`: how many a challenge offers; 1 for agents that give up at one they do not know."""
        self._offered = list(ALGORITHMS)[:algorithms]
        self._key = secrets.token_bytes(32)
        self._counts: OrderedDict[str, int] = OrderedDict()

    def challenge(self, realm: str, stale: bool = False) -> list[str]:
        """WWW-Authenticate values, MD5 first because some agents break on another."""
        nonce, tail = self._nonce(), ", stale=true" if stale else ""
        start, end = f'Digest realm="{realm}", nonce="{nonce}"', f'qop="auth"{tail}'
        return [f"{start}, algorithm={name}, {end}" for name in self._offered]

    def judge(self, given: Credentials, ha1: Mapping[str, str], method: str) -> Verdict:
        """Check credentials against the account's HA1 by algorithm; a wrong one is WRONG even when the nonce is old."""
        params = given.params
        algorithm = params.get("algorithm", "MD5").upper()
        needed = {"realm", "nonce", "uri", "response", "nc", "cnonce"}
        if algorithm not in ha1 or not needed <= params.keys() or params.get("qop") != "auth":
            return Verdict.WRONG
        expected = digest_response(algorithm, ha1[algorithm], method, params)
        if not hmac.compare_digest(expected.encode(), params["response"].lower().encode()):
            return Verdict.WRONG
        return Verdict.GOOD if self._fresh(params["nonce"], params["nc"]) else Verdict.STALE

    def _nonce(self) -> str:
        stamp = int(time.time()).to_bytes(8, "big") + secrets.token_bytes(8)
        return urlsafe_b64encode(stamp + self._seal(stamp)).decode()

    def _seal(self, stamp: bytes) -> bytes:
        return hmac.digest(self._key, stamp, "sha256")[:16]

    def _fresh(self, nonce: str, count: str) -> bool:
        try:
            raw = urlsafe_b64decode(nonce.encode())
            number = int(count, 16)
        except ValueError:
            return False
        if len(raw) != 32 or not hmac.compare_digest(raw[16:], self._seal(raw[:16])):
            return False
        if time.time() - int.from_bytes(raw[:8], "big") > NONCE_LIFETIME_S or number <= self._counts.get(nonce, 0):
            return False
        self._counts[nonce] = number
        while len(self._counts) > MOST_NONCES:
            self._counts.popitem(last=False)
        return True
