#!/usr/bin/env python3
"""The ends of lvs-lab.sh: a real server's answering services, and clients that judge what they get.

serve NAME PORT               TCP (a thread a connection) and UDP, both families; lines: PUT n, GET n, WHO, BYE, else echo
hold PORT                     TCP, one thread for very many connections: every byte comes back
sink PORT…                    TCP: swallows; says how much at the end
pour ADDRESS PORT SECONDS     as much as goes, to a sink
detunnel                      tunnels' far end for what detunnel.c leaves: outer packets that came in fragments
put|get ADDRESS PORT BYTES    one transfer, its SHA-256 compared, and who the server took us for; prints server, client, MB/s
ask ADDRESS PORT N [SOCKETS]  N datagrams from so many sockets; prints how many each server answered, and losses, and
                              answers that are wrong or meant for another client
hammer ADDRESS PORT [HOW]     requests until standard input ends, a connection each, which the client closes, or the
                              server (HOW bye), or one for all (HOW kept); prints how many each answered, and failures
idle ADDRESS PORT             a connection that speaks only when a line comes on standard input
many ADDRESS PORT N SOURCE…   N open connections; then a line "ping K" on standard input asks K of them for an echo
"""
import collections
import fcntl
import hashlib
import os
import random
import resource
import select
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

BLOCK = random.Random(1).randbytes(1 << 20)


def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def both_families(kind, port):
    server = socket.socket(socket.AF_INET6, kind)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    server.bind(("::", port))
    return server


def plain(address):
    return address[7:] if address.startswith("::ffff:") else address


def blocks(count):
    while count > 0:
        part = BLOCK[:count]
        count -= len(part)
        yield part


def answer(stream, name, peer):
    reader = stream.makefile("rb")
    for line in reader:
        words = line.split()
        if words[:1] == [b"PUT"]:
            left, digest = int(words[1]), hashlib.sha256()
            while left:
                part = reader.read1(min(left, 1 << 20))
                if not part:
                    return
                digest.update(part)
                left -= len(part)
            stream.sendall(f"{digest.hexdigest()} {name} {peer}\n".encode())
        elif words[:1] == [b"GET"]:
            stream.sendall(f"{name} {peer}\n".encode())
            for part in blocks(int(words[1])):
                stream.sendall(part)
        elif words[:1] in ([b"WHO"], [b"BYE"]):
            stream.sendall(f"{name} {peer}\n".encode())
            if words[0] == b"BYE":
                return
        else:
            stream.sendall(line)


def serve(name, port):
    datagrams = both_families(socket.SOCK_DGRAM, int(port))
    datagrams.setsockopt(socket.SOL_SOCKET, 33, 8 << 20)  # SO_RCVBUFFORCE
    # the answer leaves from the address that was asked
    datagrams.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)

    def udp():
        while True:
            data, control, _, peer = datagrams.recvmsg(65535, 256)
            digest = hashlib.sha256(data).hexdigest()
            reply = f"{digest} {name} {plain(peer[0])}".encode()
            pktinfo = [c for c in control if c[1] == socket.IPV6_PKTINFO]
            try:
                datagrams.sendmsg([reply], [(c[0], c[1], c[2][:16] + bytes(4)) for c in pktinfo], 0, peer)
            except OSError:
                pass

    def tcp(stream, peer):
        with stream:
            try:
                answer(stream, name, plain(peer[0]))
            except OSError:
                pass

    threading.Thread(target=udp, daemon=True).start()
    server = both_families(socket.SOCK_STREAM, int(port))
    server.listen(1024)
    while True:
        stream, peer = server.accept()
        threading.Thread(target=tcp, args=(stream, peer), daemon=True).start()


def room():
    """Connections that one process may have open."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return min(hard - 50, 50_000)


def sink(*ports):
    def swallow(stream):
        with stream:
            count, got = 0, 1
            while got:
                # TCP throws the bytes away without copying them
                got = stream.recv_into(room_for, 1 << 20, socket.MSG_TRUNC)
                count += got
            stream.sendall(f"{count}\n".encode())

    room_for = bytearray(1 << 20)
    servers = [both_families(socket.SOCK_STREAM, int(port)) for port in ports]
    for server in servers:
        server.listen(64)
    while True:
        for server in select.select(servers, [], [])[0]:
            threading.Thread(target=swallow, args=(server.accept()[0],), daemon=True).start()


def pour(address, port, seconds):
    """Prints Gbit/s."""
    with tempfile.TemporaryFile() as file, dial(address, port) as stream:
        file.write(BLOCK)
        file.flush()
        stream.settimeout(None)  # sendfile is to wait
        start = time.monotonic()
        while time.monotonic() < start + float(seconds):
            os.sendfile(stream.fileno(), file.fileno(), 0, len(BLOCK))
        stream.shutdown(socket.SHUT_WR)
        count = int(stream.makefile("r").readline())
        print(f"{count * 8e-9 / (time.monotonic() - start):.3f}")
    return True


def hold(port):
    most = room()
    server = both_families(socket.SOCK_STREAM, int(port))
    server.listen(4096)
    server.setblocking(False)
    for _ in range(100_000 // most):
        if os.fork() == 0:
            break
    poll, streams = select.epoll(), {}
    poll.register(server, select.EPOLLIN | select.EPOLLEXCLUSIVE)
    while True:
        if len(streams) >= most - 300 and server:
            poll.unregister(server)
            server.close()  # the others go on
            server = None
        for fd, _ in poll.poll():
            if server and fd == server.fileno():
                try:
                    for _ in range(200):
                        stream, _ = server.accept()
                        stream.setblocking(False)
                        streams[stream.fileno()] = stream
                        poll.register(stream, select.EPOLLIN)
                except BlockingIOError:
                    pass
                continue
            try:
                data = streams[fd].recv(4096)
                if data:
                    streams[fd].send(data)
                    continue
            except OSError:
                pass
            poll.unregister(fd)
            streams.pop(fd).close()


def detunnel():
    tun = open("/dev/net/tun", "r+b", buffering=0)
    fcntl.ioctl(tun, 0x400454CA, struct.pack("16sH22x", b"tun0", 0x1001))  # TUNSETIFF, IFF_TUN | IFF_NO_PI
    ends = {both_families(socket.SOCK_DGRAM, 6080): 0}
    for end in ends:
        end.setsockopt(socket.IPPROTO_UDP, 102, 1)  # UDP_NO_CHECK6_RX: tunnels may leave the outer checksum out
    for outer in socket.AF_INET, socket.AF_INET6:
        for protocol in 4, 41, 47:
            ends[socket.socket(outer, socket.SOCK_RAW, protocol)] = protocol
    while True:
        for end in select.select(list(ends), [], [])[0]:
            packet, protocol = end.recv(70000), ends[end]
            at = 4 * (packet[0] & 15) if protocol and end.family == socket.AF_INET else 0
            if protocol in (0, 47):
                at += 8 if protocol and packet[at] & 0x80 else 4
            tun.write(packet[at:])


def dial(address, port, timeout=10.0):
    stream = socket.socket(family(address), socket.SOCK_STREAM)
    stream.settimeout(timeout)
    stream.connect((address, int(port)))
    return stream


def put(address, port, count):
    count = int(count)
    digest, start = hashlib.sha256(), time.monotonic()
    with dial(address, port) as stream:
        stream.sendall(f"PUT {count}\n".encode())
        for part in blocks(count):
            stream.sendall(part)
            digest.update(part)
        got, name, peer = stream.makefile("r").readline().split()
        own = stream.getsockname()[0]
    rate = count / (time.monotonic() - start) / 1e6
    print(name, peer, f"{rate:.0f} MB/s")
    return got == digest.hexdigest() and peer == own


def get(address, port, count):
    count = int(count)
    want, got, start = hashlib.sha256(), hashlib.sha256(), time.monotonic()
    for part in blocks(count):
        want.update(part)
    with dial(address, port) as stream:
        stream.sendall(f"GET {count}\n".encode())
        reader = stream.makefile("rb")
        name, peer = reader.readline().decode().split()
        left = count
        while left:
            part = reader.read1(min(left, 1 << 20))
            if not part:
                break
            got.update(part)
            left -= len(part)
        own = stream.getsockname()[0]
    print(name, peer, f"{count / (time.monotonic() - start) / 1e6:.0f} MB/s")
    return got.digest() == want.digest() and peer == own


def ask(address, port, count, sockets="1", size="40"):
    ends = [socket.socket(family(address), socket.SOCK_DGRAM) for _ in range(int(sockets))]
    answers = collections.Counter()
    with socket.socket(family(address), socket.SOCK_DGRAM) as probe:
        probe.connect((address, int(port)))
        own = probe.getsockname()[0]
    for i in range(int(count)):
        end = ends[i % len(ends)]
        end.settimeout(2)
        data = BLOCK[i : i + int(size)]
        end.sendto(data, (address, int(port)))
        try:
            reply, peer = end.recvfrom(65535)
            digest, name, client = reply.decode().split()
            right = client == own and digest == hashlib.sha256(data).hexdigest() and peer[:2] == (address, int(port))
            answers[name if right else "wrong"] += 1
        except OSError as e:
            answers[type(e).__name__] += 1
    print(*(f"{name} {n}" for name, n in sorted(answers.items())))
    return not [name for name in answers if name == "wrong" or name.endswith("Error")]


def hammer(address, port, how=""):
    answers, done = collections.Counter(), threading.Event()

    def one(stream):
        stream.sendall(b"BYE\n" if how == "bye" else b"WHO\n")
        line = b""
        while not line.endswith(b"\n"):
            part = stream.recv(200)
            if not part:
                raise EOFError
            line += part
        if how == "bye" and stream.recv(1):
            raise EOFError
        answers[line.split()[0].decode()] += 1

    def many():
        stream = dial(address, port, 5) if how == "kept" else None
        while not done.is_set():
            try:
                if how == "kept":
                    one(stream)
                else:
                    with socket.socket(family(address), socket.SOCK_STREAM) as stream:
                        stream.settimeout(5)
                        try:
                            stream.connect((address, int(port)))
                            one(stream)
                        except (OSError, EOFError) as e:
                            print(time.strftime("%T"), stream.getsockname()[1], repr(e), file=sys.stderr, flush=True)
                            raise
            except (OSError, EOFError) as e:
                answers["failed:" + type(e).__name__] += 1
                if how == "kept":
                    stream = dial(address, port, 5)

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    done.set()
    for thread in threads:
        thread.join()
    print(*(f"{name} {n}" for name, n in sorted(answers.items())))
    return not any(name.startswith("failed") for name in answers)


def idle(address, port):
    with dial(address, port) as stream:
        reader = stream.makefile("r")
        for line in iter(sys.stdin.readline, ""):
            stream.sendall(line.encode())
            print(reader.readline().strip(), flush=True)
    return True


def many(address, port, count, *sources):
    """As many processes as it takes."""
    left, begin, crowd = int(count), time.monotonic(), []
    most = room()
    while left:
        words = [sys.executable, __file__, "crowd", address, port, str(min(left, most)), *sources]
        crowd.append(subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        left -= min(left, most)
    opened, failed = 0, 0
    for each in crowd:
        words = each.stdout.readline().split()
        opened, failed = opened + int(words[0]), failed + int(words[1])
    print(f"open {opened} failed {failed} in {time.monotonic() - begin:.1f} s", flush=True)
    for line in iter(sys.stdin.readline, ""):
        for each in crowd:
            print(int(line.split()[1]) // len(crowd), file=each.stdin, flush=True)
        print("wrong", sum(int(each.stdout.readline()) for each in crowd), flush=True)
    for each in crowd:
        each.stdin.close()
    for each in crowd:
        each.wait()
    return not failed


def crowd(address, port, count, *sources):
    """One process of `many`: says "OPEN FAILED", then for each number N on standard input how many of N were mute."""
    room()
    count, poll, streams, waiting = int(count), select.epoll(), {}, set()
    failed, started = collections.Counter(), 0
    while len(streams) - len(waiting) + sum(failed.values()) < count:
        while started < count and len(waiting) < 256:
            stream = socket.socket(family(address), socket.SOCK_STREAM)
            stream.setblocking(False)
            stream.setsockopt(socket.IPPROTO_IP, 24, 1)  # IP_BIND_ADDRESS_NO_PORT
            stream.bind((sources[started % len(sources)], 0))
            stream.connect_ex((address, int(port)))
            streams[stream.fileno()] = stream
            waiting.add(stream.fileno())
            poll.register(stream, select.EPOLLOUT | select.EPOLLONESHOT)
            started += 1
        for fd, _ in poll.poll(20) or [(None, 0)]:
            if fd is None:
                failed["silent"] += len(waiting)
                waiting.clear()
                continue
            waiting.discard(fd)
            error = streams[fd].getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if error:
                failed[error] += 1
                streams.pop(fd).close()
    print(len(streams), sum(failed.values()), flush=True)
    for line in iter(sys.stdin.readline, ""):
        wrong = 0
        for stream in random.sample(list(streams.values()), min(int(line), len(streams))):
            stream.settimeout(5)
            try:
                stream.send(b"x")
                wrong += stream.recv(10) != b"x"
            except OSError:
                wrong += 1
        print(wrong, flush=True)
    return True


if __name__ == "__main__":
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command not in ("serve", "hold", "detunnel", "sink", "pour", "put", "get", "ask", "hammer", "idle", "many", "crowd"):
        sys.exit(__doc__)
    sys.exit(0 if globals()[command](*sys.argv[2:]) else 1)
