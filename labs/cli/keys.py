"""Single keys from the terminal, without waiting for Enter."""

from __future__ import annotations

import os
import select
import sys
import termios
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Keys:
    """Reads keys; without a terminal there are none, and waiting is only waiting."""

    def __init__(self, descriptor: int | None, before: list[Any] | None = None) -> None:
        self._descriptor = descriptor
        self._before = before

    @property
    def available(self) -> bool:
        """Whether there is a keyboard."""
        return self._descriptor is not None

    def wait(self, seconds: float) -> str:
        """The key that is pressed within ``seconds``; empty when none is. Several at once count as the last."""
        if self._descriptor is None:
            time.sleep(seconds)
            return ""
        ready, _, _ = select.select([self._descriptor], [], [], seconds)
        if not ready:
            return ""
        pressed = os.read(self._descriptor, 1024).decode("utf-8", "ignore")
        if not pressed:  # the terminal is gone
            raise KeyboardInterrupt
        return "" if pressed.startswith("\x1b") else pressed[-1]

    def line(self, prompt: str) -> str:
        """A whole line, typed after ``prompt`` and ended by Enter; empty without a terminal."""
        if self._descriptor is None:
            return ""
        termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._before or [])
        try:
            return input(prompt)
        except EOFError:
            return ""
        finally:
            tty.setcbreak(self._descriptor)


@contextmanager
def keyboard() -> Iterator[Keys]:
    """The keyboard, as it was before when the block ends."""
    if not sys.stdin.isatty():
        yield Keys(None)
        return
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    tty.setcbreak(descriptor)
    try:
        yield Keys(descriptor, before)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
