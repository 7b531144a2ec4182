package org.hadirector.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Which Ethernet frames a packet socket keeps: a program of the kernel's classic BPF (linux/filter.h), so that what is
 * not wanted never wakes the process. Pure.
 */
public final class PacketFilter {
    private static final int LOAD_HALF = 0x28;
    private static final int LOAD_BYTE = 0x30;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_SET = 0x45;
    private static final int RETURN = 0x06;
    private static final int KEEP = -1;
    private static final int DROP = 0;
    private static final int ETHER_TYPE_AT = 12;
    private static final int ETH_P_IP = 0x0800;
    private static final int ETH_P_IPV6 = 0x86dd;
    private static final int TTL_AT = 22;
    private static final int PROTOCOL_AT = 23;
    private static final int TCP = 6;
    private static final int TCP_FLAGS_AT = 47;
    private static final int SYN = 0x02;
    private static final int NEXT_HEADER_AT = 20;
    private static final int ICMPV6 = 58;
    private static final int ICMPV6_TYPE_AT = 54;

    private final List<Instruction> program;

    private PacketFilter(Instruction... program) {
        this.program = List.of(program);
    }

    /** struct sock_filter: jumps count from the next instruction. */
    private record Instruction(int code, int ifTrue, int ifFalse, int operand) {}

    /** Frames of one protocol, host order. */
    public static PacketFilter etherType(int type) {
        return new PacketFilter(
                new Instruction(LOAD_HALF, 0, 0, ETHER_TYPE_AT),
                new Instruction(JUMP_EQUAL, 0, 1, type),
                new Instruction(RETURN, 0, 0, KEEP),
                new Instruction(RETURN, 0, 0, DROP));
    }

    /** Neighbour solicitations and advertisements (ICMPv6 135 and 136) without extension headers. */
    public static PacketFilter neighbourDiscovery() {
        return new PacketFilter(
                new Instruction(LOAD_HALF, 0, 0, ETHER_TYPE_AT),
                new Instruction(JUMP_EQUAL, 0, 6, ETH_P_IPV6),
                new Instruction(LOAD_BYTE, 0, 0, NEXT_HEADER_AT),
                new Instruction(JUMP_EQUAL, 0, 4, ICMPV6),
                new Instruction(LOAD_BYTE, 0, 0, ICMPV6_TYPE_AT),
                new Instruction(JUMP_EQUAL, 1, 0, 135),
                new Instruction(JUMP_EQUAL, 0, 1, 136),
                new Instruction(RETURN, 0, 0, KEEP),
                new Instruction(RETURN, 0, 0, DROP));
    }

    /** TCP segments with SYN, with ACK or without, over IPv4 without options. */
    public static PacketFilter tcpOpening() {
        return new PacketFilter(
                new Instruction(LOAD_HALF, 0, 0, ETHER_TYPE_AT),
                new Instruction(JUMP_EQUAL, 0, 5, ETH_P_IP),
                new Instruction(LOAD_BYTE, 0, 0, PROTOCOL_AT),
                new Instruction(JUMP_EQUAL, 0, 3, TCP),
                new Instruction(LOAD_BYTE, 0, 0, TCP_FLAGS_AT),
                new Instruction(JUMP_SET, 0, 1, SYN),
                new Instruction(RETURN, 0, 0, KEEP),
                new Instruction(RETURN, 0, 0, DROP));
    }

    /** The same, and those that no router may send on any more (TTL 1), whatever their flags. */
    public static PacketFilter tcpOpeningOrLastHop() {
        return new PacketFilter(
                new Instruction(LOAD_HALF, 0, 0, ETHER_TYPE_AT),
                new Instruction(JUMP_EQUAL, 0, 7, ETH_P_IP),
                new Instruction(LOAD_BYTE, 0, 0, PROTOCOL_AT),
                new Instruction(JUMP_EQUAL, 0, 5, TCP),
                new Instruction(LOAD_BYTE, 0, 0, TCP_FLAGS_AT),
                new Instruction(JUMP_SET, 2, 0, SYN),
                new Instruction(LOAD_BYTE, 0, 0, TTL_AT),
                new Instruction(JUMP_EQUAL, 0, 1, 1),
                new Instruction(RETURN, 0, 0, KEEP),
                new Instruction(RETURN, 0, 0, DROP));
    }

    int length() {
        return program.size();
    }

    byte[] code() {
        ByteBuffer code = ByteBuffer.allocate(length() * 8).order(ByteOrder.nativeOrder());
        for (Instruction each : program) {
            code.putShort((short) each.code)
                    .put((byte) each.ifTrue)
                    .put((byte) each.ifFalse)
                    .putInt(each.operand);
        }
        return code.array();
    }
}
