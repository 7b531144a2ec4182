"""Looks at the wires for bench.sh, inside a network namespace.

wire.py first-beat DEVICE LIMIT COMMAND...   starts COMMAND, prints the seconds from its exec to its first UDP datagram,
                                             ends it with SIGTERM (SIGKILL after five seconds); exit 1 without one
wire.py rate DEVICE SECONDS                  prints DIRECTION PROTOCOL FRAMES/s BYTES/s of every kind of frame seen
"""
import os
import select
import signal
import socket
import subprocess
import sys
import time

ETH_P_ALL = 3
SO_TIMESTAMPNS = 35
OUTGOING = 4


def tap(device):
    """A packet socket for all frames, Ethernet header included; the kernel stamps each."""
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    sock.bind((device, ETH_P_ALL))
    sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    return sock


def frames(sock, seconds):
    """(wall-clock time, whether it leaves, octets) until the time is over."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if not select.select([sock], [], [], left)[0]:
            return
        frame, more, _, address = sock.recvmsg(65536, 64)
        stamp = next(data for level, kind, data in more if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS)
        at = int.from_bytes(stamp[:8], sys.byteorder) + int.from_bytes(stamp[8:16], sys.byteorder) / 1e9
        yield at, address[2] == OUTGOING, frame


def protocol(frame):
    kind = int.from_bytes(frame[12:14], "big")
    if kind == 0x0806:
        return "arp"
    if kind in (0x0800, 0x86DD):
        number = frame[23] if kind == 0x0800 else frame[20]
        return {1: "icmp", 6: "tcp", 17: "udp", 58: "icmp6", 112: "vrrp"}.get(number, f"ip{number}")
    return f"0x{kind:04x}"


def first_beat(device, limit, command):
    sock = tap(device)
    begun = time.time()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        for at, leaves, frame in frames(sock, limit):
            if leaves and protocol(frame) == "udp":
                print(f"{at - begun:.4f}")
                return
        sys.exit(f"no datagram of {command[0]} on {device} within {limit} s")
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def rate(device, seconds):
    seen = {}
    for _, leaves, frame in frames(tap(device), seconds):
        count = seen.setdefault(("out" if leaves else "in", protocol(frame)), [0, 0])
        count[0] += 1
        count[1] += len(frame)
    for (direction, name), (number, octets) in sorted(seen.items()):
        print(direction, name, f"{number / seconds:.1f}", f"{octets / seconds:.0f}")


if sys.argv[1] == "first-beat":
    first_beat(sys.argv[2], float(sys.argv[3]), sys.argv[4:])
else:
    rate(sys.argv[2], float(sys.argv[3]))
