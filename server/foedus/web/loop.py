"""One thread that waits for many files at once, for moments, and for what other threads hand it: only user of epoll."""

import heapq
import itertools
import logging
import os
import select
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

#: What is waited for where both ways matter; each change is told once.
BOTH = select.EPOLLIN | select.EPOLLOUT | select.EPOLLRDHUP | select.EPOLLET
#: What is waited for where only what comes matters.
COMING = select.EPOLLIN | select.EPOLLRDHUP | select.EPOLLET
#: What is waited for where new ones come, told again until all were taken.
ARRIVALS = select.EPOLLIN
_AT_ONCE = 128
_WAKES = 65_536

Call = Callable[[], object]


class Loop:
    """Calls whoever waits for a file, a moment or a word from another thread; no call may wait for anything."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._wake, self._waker = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._files: dict[int, Call] = {self._wake: self._woken}
        self._epoll.register(self._wake, select.EPOLLIN)
        self._soon: deque[Call] = deque()
        self._moments: list[tuple[float, int, Call]] = []
        self._count = itertools.count()
        self._thread = 0
        self._ended = False
        self.now = time.monotonic()

    def watch(self, number: int, call: Call, events: int = BOTH) -> None:
        """Call whenever something changed about a file; whoever closes it lets it go before."""
        known = number in self._files
        self._files[number] = call
        if not known:
            self._epoll.register(number, events)
        else:
            self._renew(number, events)

    def _renew(self, number: int, events: int) -> None:
        """Watch a number anew that may be another file's by now."""
        try:
            self._epoll.modify(number, events)
        except FileNotFoundError:
            self._epoll.register(number, events)

    def leave(self, number: int, call: Call | None = None) -> None:
        """Watch a file no more; closing it does the rest. Where ``call`` is said, only if it is this that is called."""
        if call is None or self._files.get(number) is call:
            self._files.pop(number, None)

    def forget(self, number: int) -> None:
        """Watch a file no more that others watch from now on."""
        self._files.pop(number, None)
        with suppress(FileNotFoundError):
            self._epoll.unregister(number)

    def soon(self, call: Call) -> None:
        """Call in the loop's thread, in its next round; any thread may ask for it."""
        self._soon.append(call)
        if not self.is_here():
            with suppress(BlockingIOError):  # it was woken often enough
                os.write(self._waker, b"\0")

    def at(self, moment: float, call: Call) -> None:
        """Call at a moment of the monotonic clock; only the loop's own thread may ask for it."""
        heapq.heappush(self._moments, (moment, next(self._count), call))

    def is_here(self) -> bool:
        """Tell whether who asks is the loop's own thread."""
        return threading.get_ident() == self._thread

    def end(self) -> None:
        """Leave the loop after this round; any thread may ask for it."""
        self._ended = True
        self.soon(lambda: None)

    def run(self) -> None:
        """Go round until told to end; a fault of one call is logged and costs no other."""
        self._thread = threading.get_ident()
        while not self._ended:
            events = self._epoll.poll(self._left(), _AT_ONCE)
            self.now = time.monotonic()
            for number, _ in events:
                if call := self._files.get(number):
                    _safely(call)
            for _ in range(len(self._soon)):
                _safely(self._soon.popleft())
            while self._moments and self._moments[0][0] <= self.now:
                _safely(heapq.heappop(self._moments)[2])

    def _left(self) -> float:
        if self._soon:
            return 0.0
        return max(0.0, self._moments[0][0] - time.monotonic()) if self._moments else -1.0

    def _woken(self) -> None:
        os.read(self._wake, _WAKES)


def _safely(call: Call) -> None:
    try:
        call()
    except Exception:
        logging.getLogger(__name__).exception("an unforeseen fault")
