"""A null-modem cable of a given speed between two pseudo terminals, for bench.sh: what a port sends comes out of the
other after the time that ten bits an octet take; an end that sends faster waits, as at a real line.

serial-line.py BAUD LINK-A LINK-B   until SIGTERM, which removes both links; prints the octets/s each way at its end
"""
import os
import pty
import select
import signal
import sys
import termios
import time
import tty

BITS_PER_OCTET = 10


class Wire:
    def __init__(self, source, target, baud):
        self.source, self.target, self.octet = source, target, BITS_PER_OCTET / baud
        self.queue, self.free, self.total = [], 0.0, 0

    def read(self):
        data = os.read(self.source, 64)
        at = max(time.monotonic(), self.free)
        for octet in data:
            at += self.octet
            self.queue.append((at, octet))
        self.free = at
        self.total += len(data)

    def deliver(self):
        now = time.monotonic()
        due = [octet for at, octet in self.queue if at <= now]
        if due:
            try:
                os.write(self.target, bytes(due))
            except BlockingIOError:
                pass  # nobody reads at the other end: a real line loses it too
            del self.queue[: len(due)]

    def room(self):
        return len(self.queue) < 16  # as much as a UART holds


def end(link):
    master, slave = pty.openpty()
    tty.setraw(slave, termios.TCSANOW)
    os.set_blocking(master, False)
    if os.path.lexists(link):
        os.unlink(link)
    os.symlink(os.ttyname(slave), link)
    return master, slave  # the slave stays open: no hang-up when a daemon dies


def main():
    baud, links = int(sys.argv[1]), sys.argv[2:4]
    ends = [end(link) for link in links]
    wires = [Wire(ends[0][0], ends[1][0], baud), Wire(ends[1][0], ends[0][0], baud)]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # A real cable does not starve on a busy machine.
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(20))
    begun = time.monotonic()
    try:
        while True:
            ready = [wire.source for wire in wires if wire.room()]
            waiting = [wire.queue[0][0] for wire in wires if wire.queue]
            timeout = max(0.0, min(waiting) - time.monotonic()) if waiting else 1.0
            if len(ready) < len(wires):
                timeout = min(timeout, 0.0005)
            for source in select.select(ready, [], [], timeout)[0]:
                next(wire for wire in wires if wire.source == source).read()
            for wire in wires:
                wire.deliver()
    finally:
        for link in links:
            if os.path.lexists(link):
                os.unlink(link)
        seconds = time.monotonic() - begun
        print(*(f"{wire.total / seconds:.0f}" for wire in wires))


main()
