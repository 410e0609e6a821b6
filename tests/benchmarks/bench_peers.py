"""Process start to usable window: from source, from the bundle, and Debian's linphone-desktop, in turns in one run."""

from __future__ import annotations

from tests.benchmarks.bench_window import desk, start
from tests.benchmarks.peers import bundle, has_linphone, linphone
from tests.benchmarks.result import Result, percentile

ROUNDS, WARM_UP = 8, 2
BUNDLE_RATIO = 1.2


def run() -> list[Result]:
    """One of each in every round, so that whatever the machine does meanwhile meets all of them."""
    executable = bundle()
    rounds: list[tuple[float, float, float]] = []
    with desk() as (session, playwright, data, _peer):
        for _ in range(WARM_UP + ROUNDS):
            source = start(session, playwright, data)
            frozen = start(session, playwright, data, executable) if executable else 0.0
            other = 0.0
            if has_linphone():
                with linphone(session) as (_program, other):
                    pass
            rounds.append((source, frozen, other))
    sources, frozens, others = zip(*rounds[WARM_UP:], strict=True)
    results = [Result("source: start to usable window p50", "ms", 1500.0, percentile(sources, 50), ROUNDS)]
    if executable:
        share = percentile(frozens, 50) / percentile(sources, 50)
        note = f"p50 {percentile(frozens, 50):.0f} ms, worst {max(frozens):.0f}"
        results.append(Result("bundle: start, times that of the source", "x", BUNDLE_RATIO, share, ROUNDS, note))
    if has_linphone():
        note = "its window is there; whether it can be used is not asked"
        results.append(
            Result("linphone-desktop: start to window p50", "ms", None, percentile(others, 50), ROUNDS, note)
        )
    return results
