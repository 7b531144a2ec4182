/*
 * Encapsulation offload: a frame that stands for several packets (GSO) and bears outer headers of a tunnel which the
 * kernel takes for its payload is made what a tunnel device would have sent: the headers are taken off and put on again
 * as an encapsulation, so that an interface, or the kernel in its place, segments inside them. A virtio-net header
 * cannot say that (linux/virtio_net.h, of the size that packet sockets have).
 *
 * The sender names in skb->protocol the packet inside, in the Ethernet header the one outside. Outer headers have no
 * options and no checksum over what is inside: the kernel would be at it for each segment and cannot be told so from
 * here (SKB_GSO_GRE_CSUM, SKB_GSO_UDP_TUNNEL_CSUM).
 */
#ifndef ENCAP_H
#define ENCAP_H

#include "gate.h"

#define GRE_LENGTH 4
#define UDP_AND_GUE_LENGTH 12
#define LONGEST_OUTER (sizeof(struct ipv6hdr) + UDP_AND_GUE_LENGTH)

/* Segment sizes stay: the engine has seen to it that the wrapped segments fit, and of datagrams they must not change. */
INLINE int encapsulate(struct __sk_buff *skb) {
    __u8 outer[LONGEST_OUTER];
    __u64 flags = BPF_F_ADJ_ROOM_FIXED_GSO;
    __u8 protocol;
    __s32 length;
    if (load_bytes(skb, ETH_HLEN, outer, sizeof(outer)) < 0)
        return -1;
    if (outer[0] >> 4 == 4) {
        length = sizeof(struct iphdr);
        protocol = outer[__builtin_offsetof(struct iphdr, protocol)];
        flags |= BPF_F_ADJ_ROOM_ENCAP_L3_IPV4;
    } else {
        length = sizeof(struct ipv6hdr);
        protocol = outer[__builtin_offsetof(struct ipv6hdr, nexthdr)];
        flags |= BPF_F_ADJ_ROOM_ENCAP_L3_IPV6;
    }
    if (protocol == IPPROTO_GRE) {
        length += GRE_LENGTH;
        flags |= BPF_F_ADJ_ROOM_ENCAP_L4_GRE;
    } else if (protocol == IPPROTO_UDP) {
        length += UDP_AND_GUE_LENGTH;
        flags |= BPF_F_ADJ_ROOM_ENCAP_L4_UDP;
    }
    if (adjust_room(skb, -length, BPF_ADJ_ROOM_MAC, BPF_F_ADJ_ROOM_FIXED_GSO) < 0 ||
        adjust_room(skb, length, BPF_ADJ_ROOM_MAC, flags) < 0)
        return -1;
    return store_bytes(skb, ETH_HLEN, outer, length, 0);
}

#endif
