"""A null-modem cable of two pseudo terminals: serial-cable.py END1 END2 (paths at which the ends appear).

Whoever closes its end hangs up the other one, as a dropped DTR does on a real cable: the other end is a terminal that
nobody can open until the first is opened again. Pseudo terminals have no modem lines, so this is all the far end can be told;
a path without a device would be a port that was taken out, with which no daemon starts.
"""
import fcntl
import os
import select
import struct
import sys
import tty


LOCK = 0x40045431  # TIOCSPTLCK, ioctl_tty(2)


def locked():
    """A pseudo terminal that exists and that nobody can open; its master stays open as long as the cable is there."""
    master, slave = os.openpty()
    name = os.ttyname(slave)
    fcntl.ioctl(master, LOCK, struct.pack("i", 1))
    os.close(slave)
    return name


class End:
    def __init__(self, path):
        self.path = path
        self.master = None
        self.opened = False

    def plug(self):
        master, slave = os.openpty()
        tty.setraw(slave)
        self.lead_to(os.ttyname(slave))
        os.close(slave)
        os.set_blocking(master, False)
        self.master = master
        self.opened = False

    def lead_to(self, device):
        fresh = self.path + ".new"
        if os.path.lexists(fresh):
            os.unlink(fresh)
        os.symlink(device, fresh)
        os.rename(fresh, self.path)

    def hang_up(self):
        if self.master is not None:
            self.lead_to(dead)
            os.close(self.master)
            self.master = None
            self.opened = False


def state(end, wait_ms):
    poll = select.poll()
    poll.register(end.master, select.POLLIN)
    return sum(flags for _, flags in poll.poll(wait_ms))


def look(end, other):
    flags = state(end, 0)
    data = b""
    if flags & select.POLLIN:
        try:
            data = os.read(end.master, 4096)
        except OSError:
            flags = select.POLLHUP
    if data and other.master is not None and other.opened:
        try:
            os.write(other.master, data)
        except OSError:
            pass  # a full line loses bytes
    if flags & select.POLLHUP and not data:
        if end.opened:
            end.opened = False
            other.hang_up()
    elif not end.opened:
        end.opened = True
        if other.master is None:
            other.plug()


dead = locked()
ends = [End(path) for path in sys.argv[1:3]]
for end in ends:
    end.plug()
while True:
    waiting = select.poll()
    for end in ends:
        if end.master is not None and end.opened:
            waiting.register(end.master, select.POLLIN)
    waiting.poll(10)
    for end, other in (ends, ends[::-1]):
        if end.master is not None:
            look(end, other)
