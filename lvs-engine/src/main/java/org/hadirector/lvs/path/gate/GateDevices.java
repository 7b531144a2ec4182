package org.hadirector.lvs.path.gate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hadirector.linux.Errno;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.NetlinkSocket;
import org.hadirector.linux.bpf.BpfMap;
import org.hadirector.linux.bpf.BpfProgram;
import org.hadirector.linux.bpf.TrafficControl;
import org.hadirector.linux.bpf.TrafficControl.Side;

/**
 * Where the gate hangs: both sides of the named interfaces, or of every Ethernet-like one of the namespace; and
 * loopback, through which frames are given back to the stack and clients on this machine speak. {@link #follow} keeps
 * up with interfaces that come, go, or change their master, and with filters that somebody took away.
 */
final class GateDevices implements AutoCloseable {
    /** First of all filters; the handle is nobody else's ("LVS"), so that filters of the same priority stay. */
    static final int PRIORITY = 1;

    static final int HANDLE = 0x4c5653;

    private static final String NAME = "ha-director";
    /** The name also remembers what else is ours, so that a successor takes back what its dead predecessor made. */
    private static final String WITH_QDISC = "+clsact";

    private static final String WITH_ACCEPT_LOCAL = "+accept_local";

    private static final int GROUP_TC = 0x8;

    private final Set<String> wanted;
    private final NetlinkSocket requests;
    private final NetlinkSocket news;
    private final TrafficControl tc;
    private final AcceptLocal acceptLocal = AcceptLocal.open();
    /** What hangs at an interface that is wanted, and at loopback; none before {@link #attach}. */
    private List<Hook> gates = List.of();

    private List<Hook> atLoopback = List.of();
    /** Whether {@link #acceptLocal} was off before a gate came. */
    private boolean acceptLocalIsOurs;
    /** Something changed, and not every gate hangs where it must. */
    private boolean behind;

    /** A program and the side of an interface where it hangs. */
    private record Hook(BpfProgram program, int programId, Side side) {}

    private GateDevices(Set<String> wanted, NetlinkSocket requests, NetlinkSocket news) {
        this.wanted = wanted;
        this.requests = requests;
        this.news = news;
        this.tc = new TrafficControl(requests);
    }

    /**
     * Looks at the interfaces, changes nothing yet.
     *
     * @param names the interfaces that get a gate; empty for all that can have one
     * @throws IOException when a named interface is not there or cannot have a gate
     */
    static GateDevices open(List<String> names) throws IOException {
        NetlinkSocket requests = NetlinkSocket.open();
        try {
            // News first, so that nothing is missed between the first look and the first follow().
            NetlinkSocket news = NetlinkSocket.open(NetlinkSocket.GROUP_LINK | GROUP_TC);
            GateDevices devices = new GateDevices(Set.copyOf(names), requests, news);
            try {
                devices.checkNames();
                return devices;
            } catch (IOException e) {
                devices.acceptLocal.close();
                news.close();
                throw e;
            }
        } catch (IOException e) {
            requests.close();
            throw e;
        }
    }

    private void checkNames() throws IOException {
        Map<String, Link> links = Link.all(requests).stream().collect(Collectors.toMap(Link::name, link -> link));
        for (String name : wanted) {
            Link link = links.get(name);
            if (link == null) {
                throw new IOException("no interface " + name + " for the gate");
            }
            if (!link.isEthernet()) {
                throw new IOException("interface " + name + " has no Ethernet header: the gate cannot serve it");
            }
            if (link.isPort()) {
                throw new IOException(
                        "interface " + name + " is a port of a " + link.slaveKind() + ": name that one for the gate");
            }
        }
    }

    /** Guards in {@code maps} whatever the gates that hang here now guard: those of a dead predecessor. */
    synchronized void adopt(GateMaps maps) throws IOException {
        for (Link link : Link.all(requests)) {
            Optional<TrafficControl.Filter> filter = at(link.index(), Side.INGRESS);
            if (filter.isPresent() && filter.get().programId() != 0) {
                adopt(filter.get().programId(), maps);
            }
        }
    }

    private static void adopt(int programId, GateMaps maps) throws IOException {
        try (BpfProgram predecessor = BpfProgram.byId(programId)) {
            for (int id : predecessor.mapIds()) {
                try (BpfMap map = BpfMap.byId(id)) {
                    if (map.name().equals(GateProgram.VIPS)) {
                        maps.adopt(map);
                    }
                }
            }
        }
    }

    /** Hangs the gate at every wanted interface, in place of a predecessor's, and takes it off the others. */
    synchronized void attach(GateProgram programs) throws IOException {
        gates = List.of(hook(programs.out(), Side.EGRESS), hook(programs.program(), Side.INGRESS));
        atLoopback = List.of(hook(programs.back(), Side.EGRESS), hook(programs.program(), Side.INGRESS));
        sync();
    }

    private static Hook hook(BpfProgram program, Side side) throws LinuxException {
        return new Hook(program, program.id(), side);
    }

    /** The descriptor that becomes readable when {@link #follow} has work. */
    int fd() {
        return news.fd();
    }

    /**
     * Takes the news of interfaces and filters, if there are any, and does what they, or earlier ones in vain, ask for.
     *
     * @throws IOException when an interface did not take its gate; the next call tries again
     */
    synchronized void follow() throws IOException {
        behind |= news.takeAll();
        if (behind && !gates.isEmpty()) {
            sync();
            behind = false;
        }
    }

    /** One interface that refuses does not keep the others from their gates. */
    private void sync() throws LinuxException {
        LinuxException refused = null;
        for (Link link : Link.all(requests)) {
            try {
                sync(link);
            } catch (LinuxException e) {
                if (e.errno() != Errno.ENODEV) { // gone since we looked; its news are on their way
                    refused = refused == null ? e : refused;
                }
            }
        }
        if (refused != null) {
            throw refused;
        }
    }

    private void sync(Link link) throws LinuxException {
        if (link.isLoopback()) {
            putAtLoopback(link.index());
        } else if (isWanted(link)) {
            put(link.index(), gates, "");
        } else {
            remove(link.index());
        }
    }

    private boolean isWanted(Link link) {
        return link.isEthernet() && !link.isPort() && (wanted.isEmpty() || wanted.contains(link.name()));
    }

    /**
     * Clients on this machine are served where loopback takes packets from our own addresses: what the engine sends
     * there for real servers. Only this machine sends on loopback. Where that cannot be set (a read-only /proc/sys),
     * packets of such clients are left alone.
     */
    private void putAtLoopback(int index) throws LinuxException {
        if (hang(index, atLoopback)) {
            return;
        }
        acceptLocalIsOurs |= remembers(at(index), WITH_ACCEPT_LOCAL);
        boolean accepts = acceptLocal.isSet();
        if (!accepts && acceptLocal.set(true)) {
            accepts = true;
            acceptLocalIsOurs = true;
        }
        List<Hook> hooks = accepts ? atLoopback : atLoopback.subList(0, 1);
        put(index, hooks, acceptLocalIsOurs ? WITH_ACCEPT_LOCAL : "");
    }

    private boolean hang(int index, List<Hook> hooks) throws LinuxException {
        for (Hook hook : hooks) {
            if (!hangs(index, hook)) {
                return false;
            }
        }
        return true;
    }

    private boolean hangs(int index, Hook hook) throws LinuxException {
        return at(index, hook.side)
                .filter(filter -> filter.programId() == hook.programId)
                .isPresent();
    }

    /** A side that refuses does not keep the other from its gate. */
    private void put(int index, List<Hook> hooks, String remembered) throws LinuxException {
        boolean ours = remembers(at(index), WITH_QDISC);
        LinuxException refused = null;
        for (Hook hook : hooks) {
            if (!hangs(index, hook)) {
                ours |= tc.ensureClsact(index);
                String name = NAME + (ours ? WITH_QDISC : "") + remembered;
                try {
                    tc.replace(index, hook.side, PRIORITY, HANDLE, name, hook.program);
                } catch (LinuxException e) {
                    refused = refused == null ? e : refused;
                }
            }
        }
        if (refused != null) {
            throw refused;
        }
    }

    /** Whether there was one, at either side. */
    private boolean remove(int index) throws LinuxException {
        List<TrafficControl.Filter> there = at(index);
        for (Side side : Side.values()) {
            if (at(index, side).isPresent()) {
                tc.remove(index, side, PRIORITY, HANDLE);
            }
        }
        if (remembers(there, WITH_QDISC)) {
            tc.removeEmptyClsact(index);
        }
        return !there.isEmpty();
    }

    private static boolean remembers(List<TrafficControl.Filter> filters, String what) {
        return filters.stream().anyMatch(filter -> filter.name().contains(what));
    }

    private List<TrafficControl.Filter> at(int index) throws LinuxException {
        List<TrafficControl.Filter> found = new ArrayList<>();
        for (Side side : Side.values()) {
            at(index, side).ifPresent(found::add);
        }
        return found;
    }

    private Optional<TrafficControl.Filter> at(int index, Side side) throws LinuxException {
        return tc.find(index, side, PRIORITY, HANDLE)
                .filter(filter -> filter.name().startsWith(NAME));
    }

    /**
     * Takes every gate of the namespace off, whoever hung it there, and puts back what was set for them.
     *
     * @return the interfaces that had one
     */
    synchronized List<String> detach() throws LinuxException {
        gates = List.of();
        List<String> guarded = new ArrayList<>();
        for (Link link : Link.all(requests)) {
            acceptLocalIsOurs |= link.isLoopback() && remembers(at(link.index()), WITH_ACCEPT_LOCAL);
            if (remove(link.index()) && !link.isLoopback()) {
                guarded.add(link.name());
            }
        }
        if (acceptLocalIsOurs) {
            acceptLocal.set(false);
            acceptLocalIsOurs = false;
        }
        return guarded;
    }

    /** Ends this process' part; the gates stay. */
    @Override
    public void close() {
        news.close();
        requests.close();
        acceptLocal.close();
    }
}
