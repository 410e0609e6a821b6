"""Which numbers an account may call (M12), and which are its own. The platform decides; this only says it before
anything is dialled."""

from __future__ import annotations

import re

from backend.core.errors import InvalidInput, NotPossibleNow
from backend.core.number import EMERGENCY, Home, Kind, Number, home_of
from backend.core.state import Account

# The police of another city, 010-110.
_EMERGENCY_ELSEWHERE = re.compile(rf"0\d{{2,3}}({'|'.join(EMERGENCY)})")
LEVELS = ("internal", "local", "national", "international")


def needed_permission(number: Number, home: Home) -> str:
    """What it takes to call a number from here: a mobile counts as local wherever it is, and so do service, 400 and 800
    numbers; emergency numbers take nothing. Without a known area every fixed number at home is local."""
    match number.kind:
        case Kind.EXTENSION | Kind.EMERGENCY:
            return "internal"
        case Kind.MOBILE | Kind.SERVICE | Kind.TOLL_FREE:
            return "local"
        case Kind.FIXED if _EMERGENCY_ELSEWHERE.fullmatch(number.canonical):
            return "internal"
        case Kind.FIXED:
            own = number.canonical.startswith("+86" + home.area_code.removeprefix("0"))
            return "local" if own or not home.area_code else "national"
        case Kind.INTERNATIONAL:
            return "international"


def check_permission(number: Number, account: Account | None) -> None:
    """Error: NotPossibleNow `not_permitted` with what is `needed`."""
    if account is None or account.permission not in LEVELS:
        return
    needed = needed_permission(number, home_of(account))
    if LEVELS.index(account.permission) < LEVELS.index(needed):
        raise NotPossibleNow("not_permitted", 403, needed=needed)


def is_own_extension(number: Number, account: Account | None) -> bool:
    """Whether this telephone itself would ring."""
    return account is not None and number.canonical == f"ext:{account.enterprise_id}:{account.extension}"


def check_not_own(number: Number, account: Account | None, by_platform: bool) -> None:
    """The own mobile can be called from here, but not by the platform, which calls it first. Error: InvalidInput
    `own_number`."""
    own_mobile = account is not None and number.canonical == account.mobile
    if is_own_extension(number, account) or (by_platform and own_mobile):
        raise InvalidInput("own_number")
