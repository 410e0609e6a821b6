"""Measurements of what has a goal: each `bench_*.py` here has `run() -> list[Result]`."""
