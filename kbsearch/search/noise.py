"""Noise: an error in the log in which a customer would find it, with all that stands around it there.

Time stamps, levels, thread and logger names in the orders that are common, lines about what went
well, and the frames of a stack trace below the error. Nothing in it calls itself an error or
reads like one, so the one that was put in is the one that is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random

_Line = Callable[[datetime, str, str, str], str]
"""Writes a line of a log: its time, level, source and text."""

_FORMS: tuple[_Line, ...] = (
    lambda at, level, source, text: (
        f"{at:%Y-%m-%d %H:%M:%S},{at.microsecond // 1000:03} {level:<5} [{source}] - {text}"
    ),
    lambda at, level, source, text: f"[{at:%H:%M:%S}] {source}: {level}: {text}",
    lambda at, level, source, text: f"{at:%Y-%m-%dT%H:%M:%S}Z {level} {text}",
    lambda at, level, source, text: f"{at:%b %d %H:%M:%S} box {source}[{20_000 + at.second}]: {level} {text}",
    lambda at, level, source, text: f"{level}\t{at:%d.%m.%Y %H:%M:%S}\t{source}\t{text}",
)
_SOURCES = ("main", "worker-3", "scheduler", "pool-1-thread-7", "http-nio-exec-2")
_WENT_WELL = (
    "started in {n} ms",
    "listening on 0.0.0.0:8080",
    "settings read from /etc/orlo/orlo.conf",
    "cache warmed up with {n} items",
    "heartbeat sent",
    "GET /health done in {n} ms",
    "nightly job done, {n} rows",
    "garbage collection took {n} ms",
    "session opened",
    "session closed",
    "backup written, {n} MB",
    "{n} items in the queue",
)
_FRAMES: tuple[Callable[[str, int], str], ...] = (
    lambda name, n: f"    at org.orlo.{name}.run({name}.java:{n})",
    lambda name, n: f'  File "/opt/orlo/{name.lower()}.py", line {n}, in run',
    lambda name, n: f"   at Orlo.{name}.Run() in C:\\src\\{name}.cs:line {n}",
    lambda name, n: f"    at {name} (/opt/orlo/{name.lower()}.js:{n}:17)",
)
_FRAME_NAMES = ("Dispatcher", "Pipeline", "Worker", "Loader", "Session")


def in_log(text: str, seed: int) -> str:
    """The text as an error of a log of some 30 lines; the same text and seed give the same log."""
    rng = Random(f"log\0{seed}\0{text}")
    write = rng.choice(_FORMS)
    at = datetime(2026, 3, 1 + rng.randrange(27), 9, 0, 0)
    lines: list[str] = []
    for level, said in _events(text, rng):
        at += timedelta(milliseconds=rng.randrange(20, 9_000))
        lines.append(write(at, level, rng.choice(_SOURCES), said))
    return "\n".join(lines)


def _events(text: str, rng: Random) -> Iterator[tuple[str, str]]:
    """The level and text of each line, in order; the error brings its own further lines."""
    for _ in range(rng.randrange(8, 16)):
        yield _well(rng)
    frame = rng.choice(_FRAMES)
    frames = [frame(rng.choice(_FRAME_NAMES), rng.randrange(10, 900)) for _ in range(rng.randrange(2, 6))]
    yield "ERROR", "\n".join((text, *frames))
    for _ in range(rng.randrange(5, 12)):
        yield _well(rng)


def _well(rng: Random) -> tuple[str, str]:
    return rng.choice(("INFO", "INFO", "DEBUG")), rng.choice(_WENT_WELL).format(n=rng.randrange(2, 900))
