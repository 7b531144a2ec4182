package org.hadirector.linux.bpf;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hadirector.linux.Errno;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.NetlinkMessage;
import org.hadirector.linux.NetlinkReply;
import org.hadirector.linux.NetlinkSocket;

/**
 * Programs at the ingress and egress of interfaces: the clsact qdisc and cls_bpf filters in direct-action mode, over
 * rtnetlink. A filter is known by priority and handle; it and its program outlive the process. See tc-bpf(8),
 * linux/pkt_cls.h.
 */
public final class TrafficControl {
    private static final int RTM_NEWQDISC = 36;
    private static final int RTM_DELQDISC = 37;
    private static final int RTM_GETQDISC = 38;
    private static final int RTM_NEWTFILTER = 44;
    private static final int RTM_DELTFILTER = 45;
    private static final int RTM_GETTFILTER = 46;
    private static final int TCMSG = 20;
    private static final int TCA_KIND = 1;
    private static final int TCA_OPTIONS = 2;
    private static final int TCA_BPF_FD = 6;
    private static final int TCA_BPF_NAME = 7;
    private static final int TCA_BPF_FLAGS = 8;
    private static final int TCA_BPF_ID = 11;
    private static final int ACT_DIRECT = 1;
    private static final int CLSACT = 0xfffffff1;
    private static final int CLSACT_HANDLE = 0xffff0000;
    private static final int ALL_PROTOCOLS = 0x0300; // ETH_P_ALL in network order

    private final NetlinkSocket netlink;

    public TrafficControl(NetlinkSocket netlink) {
        this.netlink = netlink;
    }

    /** The two sides of an interface where filters hang. */
    public enum Side {
        INGRESS(0xfffffff2),
        EGRESS(0xfffffff3);

        private final int parent;

        Side(int parent) {
            this.parent = parent;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A filter found at one side of an interface.
     *
     * @param programId the kernel's id of its program, 0 when it does not tell
     */
    public record Filter(int interfaceIndex, int priority, int handle, String name, int programId) {}

    /**
     * {@code tc qdisc add dev DEV clsact}.
     *
     * @return whether it was made now; false when one was there already (or the older ingress qdisc, which has no
     *     egress)
     */
    public boolean ensureClsact(int interfaceIndex) throws LinuxException {
        int flags = NetlinkMessage.F_CREATE | NetlinkMessage.F_EXCL | NetlinkMessage.F_ACK;
        NetlinkMessage add = message(RTM_NEWQDISC, flags, interfaceIndex, CLSACT_HANDLE, CLSACT, 0)
                .attribute(TCA_KIND, "clsact");
        try {
            netlink.request(add, "tc qdisc add dev #" + interfaceIndex + " clsact");
            return true;
        } catch (LinuxException e) {
            if (e.errno() == Errno.EEXIST) {
                return false;
            }
            throw e;
        }
    }

    /** {@code tc qdisc del dev DEV clsact}, only while no filter hangs on it; false when it was kept or not there. */
    public boolean removeEmptyClsact(int interfaceIndex) throws LinuxException {
        if (!hasClsact(interfaceIndex)
                || !dump(interfaceIndex, Side.INGRESS).isEmpty()
                || !dump(interfaceIndex, Side.EGRESS).isEmpty()) {
            return false;
        }
        NetlinkMessage remove = message(RTM_DELQDISC, NetlinkMessage.F_ACK, interfaceIndex, CLSACT_HANDLE, CLSACT, 0);
        netlink.request(remove, "tc qdisc del dev #" + interfaceIndex + " clsact");
        return true;
    }

    /**
     * {@code tc filter replace dev DEV ingress|egress prio P handle H bpf da fd FD}: from one packet to the next the
     * new program runs instead of the one with the same priority and handle, if there was one.
     *
     * @throws LinuxException also for egress where the older ingress qdisc is: its egress is its ingress
     */
    public void replace(int interfaceIndex, Side side, int priority, int handle, String name, BpfProgram program)
            throws LinuxException {
        if (side == Side.EGRESS && !hasClsact(interfaceIndex)) {
            throw new LinuxException(
                    "tc filter replace dev #" + interfaceIndex + " egress: its qdisc is ingress, which has no egress;"
                            + " put clsact there instead (tc qdisc del dev IF ingress; tc qdisc add dev IF clsact)",
                    Errno.EINVAL);
        }
        int flags = NetlinkMessage.F_CREATE | NetlinkMessage.F_REPLACE | NetlinkMessage.F_ACK;
        NetlinkMessage put = message(RTM_NEWTFILTER, flags, interfaceIndex, handle, side.parent, priority)
                .attribute(TCA_KIND, "bpf");
        int options = put.beginNested(TCA_OPTIONS);
        put.attributeU32(TCA_BPF_FD, program.fd())
                .attribute(TCA_BPF_NAME, name)
                .attributeU32(TCA_BPF_FLAGS, ACT_DIRECT)
                .endNested(options);
        netlink.request(put, "tc filter replace dev #" + interfaceIndex + " " + side.word() + " bpf " + name);
    }

    /** {@code tc filter del dev DEV ingress|egress prio P handle H bpf}; false when it was not there. */
    public boolean remove(int interfaceIndex, Side side, int priority, int handle) throws LinuxException {
        NetlinkMessage remove = message(
                        RTM_DELTFILTER, NetlinkMessage.F_ACK, interfaceIndex, handle, side.parent, priority)
                .attribute(TCA_KIND, "bpf");
        try {
            netlink.request(remove, "tc filter del dev #" + interfaceIndex + " " + side.word());
            return true;
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.EINVAL || e.errno() == Errno.ENODEV) {
                return false; // no such filter, no qdisc, no interface
            }
            throw e;
        }
    }

    /** The cls_bpf filter of that priority and handle, {@code tc filter show dev DEV ingress|egress}. */
    public Optional<Filter> find(int interfaceIndex, Side side, int priority, int handle) throws LinuxException {
        return dump(interfaceIndex, side).stream()
                .filter(filter -> filter.priority == priority && filter.handle == handle)
                .findFirst();
    }

    private List<Filter> dump(int interfaceIndex, Side side) throws LinuxException {
        List<Filter> filters = new ArrayList<>();
        NetlinkMessage ask = message(RTM_GETTFILTER, NetlinkMessage.F_DUMP, interfaceIndex, 0, side.parent, 0);
        for (NetlinkReply reply : netlink.query(ask, "tc filter show dev #" + interfaceIndex)) {
            if (reply.type() == RTM_NEWTFILTER && reply.body().remaining() >= TCMSG) {
                filters.add(filter(reply));
            }
        }
        return filters;
    }

    private static Filter filter(NetlinkReply reply) {
        Map<Integer, byte[]> attributes = reply.attributes(TCMSG);
        byte[] options = attributes.getOrDefault(TCA_OPTIONS, new byte[0]);
        Map<Integer, byte[]> bpf = NetlinkReply.attributes(options, 0);
        byte[] name = bpf.getOrDefault(TCA_BPF_NAME, new byte[0]);
        byte[] id = bpf.getOrDefault(TCA_BPF_ID, new byte[4]);
        return new Filter(
                reply.body().getInt(4),
                reply.body().getInt(16) >>> 16,
                reply.body().getInt(8),
                NetlinkReply.text(name),
                NetlinkReply.u32(id));
    }

    private boolean hasClsact(int interfaceIndex) throws LinuxException {
        NetlinkMessage ask = message(RTM_GETQDISC, NetlinkMessage.F_DUMP, 0, 0, 0, 0);
        for (NetlinkReply reply : netlink.query(ask, "tc qdisc show dev #" + interfaceIndex)) {
            byte[] kind = reply.attributes(TCMSG).getOrDefault(TCA_KIND, new byte[0]);
            if (reply.body().getInt(4) == interfaceIndex
                    && NetlinkReply.text(kind).equals("clsact")) {
                return true;
            }
        }
        return false;
    }

    private static NetlinkMessage message(
            int type, int flags, int interfaceIndex, int handle, int parent, int priority) {
        int protocol = priority == 0 ? 0 : ALL_PROTOCOLS;
        return new NetlinkMessage(type, flags)
                .u8(0)
                .u8(0)
                .u16(0)
                .u32(interfaceIndex)
                .u32(handle)
                .u32(parent)
                .u32(priority << 16 | protocol);
    }
}
