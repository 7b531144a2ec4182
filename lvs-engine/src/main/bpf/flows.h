/*
 * Connections that the engine has given to the gate: what cannot change them is sent on from here, to the next hop's MAC
 * address and one hop older (direct routing), and counted. Everything else of them goes up. See FlowCache. A program of
 * its own, which is there as long as the engine's process lives.
 */
#ifndef FLOWS_H
#define FLOWS_H

#include "gate.h"

#define TCP_ACK 0x10
/* PSH, ECE, CWR: nothing of the state depends on them. */
#define TCP_INDIFFERENT 0xc8
#define TCP_HEADER 20
#define UDP_HEADER 8
#define SHORTEST_FRAME 60

/* Where the packet's parts are, and what it says of itself. */
struct parts {
    __u32 transport; /* offset of its ports */
    __u32 header;    /* bytes before them, from the IP header on */
    __u32 length;    /* bytes in all, from the IP header on */
    __u8 protocol;
};

INLINE int is_trusted(const struct flow *flow) {
    __u32 zero = 0;
    struct trust *trust = map_lookup(&gate_trust, &zero);
    return trust && trust->generation == flow->generation && trust->until_ns > coarse_ns();
}

/* Bytes of its transport's header, 0 if it may change its connection or is cut short. */
INLINE __u32 plain(struct __sk_buff *skb, const struct parts *at) {
    __u8 offset_and_flags[2];
    __u32 size = UDP_HEADER;
    if (at->protocol == IPPROTO_TCP) {
        if (load_bytes(skb, at->transport + 12, offset_and_flags, 2) < 0 ||
            (offset_and_flags[1] & ~TCP_INDIFFERENT) != TCP_ACK)
            return 0;
        size = (offset_and_flags[0] >> 4) * 4;
        if (size < TCP_HEADER)
            return 0;
    } else if (at->protocol != IPPROTO_UDP || skb->gso_size) {
        return 0; /* datagrams that stand for several the engine takes apart */
    }
    __u32 end = at->length + ETH_HLEN;
    /* What follows the packet the engine cuts off, but for Ethernet's own padding. */
    if (at->length < at->header + size || end > skb->len || (end < skb->len && skb->len > SHORTEST_FRAME))
        return 0;
    return size;
}

/* The flow that the packet belongs to and may be carried for, or none. */
INLINE struct flow *flow_of(struct __sk_buff *skb, struct flow_key *key, const struct parts *at) {
    __u32 size = plain(skb, at);
    if (!size || skb->pkt_type != PACKET_HOST || skb->ifindex == LOOPBACK ||
        load_bytes(skb, at->transport, &key->from_port, 4) < 0)
        return 0;
    key->protocol = at->protocol;
    struct flow *flow = map_lookup(&gate_flows, key);
    if (!flow || !is_trusted(flow))
        return 0;
    __u32 on_the_wire = skb->gso_size ? at->header + size + skb->gso_size : at->length;
    return on_the_wire <= flow->mtu ? flow : 0;
}

INLINE int send_on(struct __sk_buff *skb, const struct flow *flow, __u32 length) {
    struct flow_count *sum = map_lookup(&gate_flow_counts, &flow->number);
    if (!sum || store_bytes(skb, 0, flow->macs, sizeof(flow->macs), 0) < 0)
        return TC_ACT_SHOT;
    __sync_fetch_and_add(&sum->packets, 1);
    __sync_fetch_and_add(&sum->bytes, length);
    sum->last_ns = coarse_ns();
    count(COUNT_CARRIED);
    return redirect(flow->interface, 0);
}

/* RFC 1071: a header that is intact sums up to all ones. */
INLINE int is_intact(const struct iphdr *ip) {
    const __u16 *words = (const __u16 *)ip;
    __u32 sum = 0;
    for (int i = 0; i < 10; i++)
        sum += words[i];
    sum = (sum & 0xffff) + (sum >> 16);
    return sum + (sum >> 16) == 0xffff;
}

/* Sends it on, or has no opinion. */
INLINE int carry_ipv4(struct __sk_buff *skb) {
    struct iphdr ip;
    if (load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)) < 0 || ip.ihl != 5 || ip.ttl <= 1 || !is_intact(&ip))
        return TC_ACT_UNSPEC;
    struct flow_key key = {};
    struct parts at = {.transport = ETH_HLEN + 20, .header = 20, .length = NET16(ip.tot_len), .protocol = ip.protocol};
    mapped(&key.from, ip.saddr);
    mapped(&key.to, ip.daddr);
    struct flow *flow = flow_of(skb, &key, &at);
    if (!flow)
        return TC_ACT_UNSPEC;
    /* As ip_decrease_ttl; of the header the sum stays what it was, so a sum over the packet does, too. */
    __u32 sum = (__u32)ip.check + NET16(0x0100);
    __u16 check = sum + (sum >= 0xffff);
    __u8 ttl = ip.ttl - 1;
    if (store_bytes(skb, ETH_HLEN + 8, &ttl, 1, 0) < 0 || store_bytes(skb, ETH_HLEN + 10, &check, 2, 0) < 0)
        return TC_ACT_SHOT;
    return send_on(skb, flow, at.length);
}

INLINE int carry_ipv6(struct __sk_buff *skb) {
    struct ipv6hdr ip;
    if (load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)) < 0 || ip.version != 6 || ip.hop_limit <= 1)
        return TC_ACT_UNSPEC;
    struct flow_key key = {};
    struct parts at = {.transport = ETH_HLEN + 40,
                       .header = 40,
                       .length = 40 + NET16(ip.payload_len),
                       .protocol = ip.nexthdr};
    copy(&key.from, &ip.saddr);
    copy(&key.to, &ip.daddr);
    struct flow *flow = flow_of(skb, &key, &at);
    if (!flow)
        return TC_ACT_UNSPEC;
    __u8 hops = ip.hop_limit - 1;
    if (store_bytes(skb, ETH_HLEN + 7, &hops, 1, 0) < 0)
        return TC_ACT_SHOT;
    return send_on(skb, flow, at.length);
}

/*
 * What a service got while its lease runs: no fragment, and behind no extension header. Never comes back to who calls it
 * while the engine lives.
 */
INLINE void carry_or_take_up(struct __sk_buff *skb) {
    tail_call(skb, &gate_carrier, 0);
}

#endif
