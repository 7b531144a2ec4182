/* What the gate does with what comes in, by protocol: passes, goes up, or nowhere. */
#ifndef INCOMING_H
#define INCOMING_H

#include "flows.h"
#include "gate.h"

/* Common header and the header of a chunk. */
#define SCTP_CHUNK_END 16

/*
 * Gratuitous ARP passes, and so does whatever only has the address as its sender: the kernel and the conflict probe must
 * hear of another owner.
 */
INLINE int on_arp(struct __sk_buff *skb) {
    struct arp arp;
    if (load_bytes(skb, ETH_HLEN, &arp, sizeof(arp)) < 0)
        return TC_ACT_OK;
    if (arp.operation != NET16(1) || arp.protocol != NET16(ETH_P_IP) || arp.protocol_len != 4 || arp.hardware_len != 6)
        return TC_ACT_OK;
    __u32 sender, target;
    __builtin_memcpy(&sender, arp.sender, 4);
    __builtin_memcpy(&target, arp.target, 4);
    if (sender == target)
        return TC_ACT_OK;
    struct address key;
    mapped(&key, target);
    struct known *vip = map_lookup(&gate_vips, &key);
    return vip && is_over(vip) ? silence(COUNT_ARP_SILENCED) : TC_ACT_OK;
}

/* Up, or nowhere: the lease is over, and no stack may answer. */
INLINE int hold(struct __sk_buff *skb) {
    return skb->pkt_type == PACKET_HOST ? divert(skb) : silence(COUNT_PACKETS_SILENCED);
}

/*
 * An error belongs to the connection of the packet that it quotes: what a service (rather, a real server in its name)
 * sent to a client; what a client sent to a masqueraded server; what we wrapped for a tunnelled one. Only the first is
 * about an address of ours for sure: a router on the way, with any address, may send the others. Of what this machine
 * itself sent to a real server only UDP goes up, which may be a tunnel.
 */
INLINE int is_quoted(struct __sk_buff *skb, const struct known *destination, const struct address *from,
                     const struct address *to, __u8 protocol, __u32 ports) {
    if (destination && destination->services && has_ports(protocol) &&
        is_port(skb, from, ports, protocol, DESTINATION))
        return 1;
    if (!has_sources(to))
        return 0;
    if (protocol == IPPROTO_IPIP || protocol == IPPROTO_IPV6 || protocol == IPPROTO_GRE)
        return is_service(to, 0, protocol, SOURCE);
    if (!has_ports(protocol) || (is_ours(destination) && protocol != IPPROTO_UDP))
        return 0;
    return is_port(skb, to, ports + 2, protocol, SOURCE);
}

/*
 * SCTP that ends before its first chunk: IPVS drops it, whatever its port, at any address of this machine. The stack
 * would say that it knows no SCTP.
 */
INLINE int lacks_chunk(const struct known *destination, __u8 protocol, int payload) {
    return protocol == IPPROTO_SCTP && payload >= 0 && payload < SCTP_CHUNK_END && destination &&
           (destination->services || destination->local);
}

INLINE int on_icmp(struct __sk_buff *skb, __u32 at, const struct known *destination) {
    __u8 type;
    struct iphdr quoted;
    if (load_bytes(skb, at, &type, 1) < 0 || !is_error(type))
        return TC_ACT_OK;
    if (load_bytes(skb, at + 8, &quoted, sizeof(quoted)) < 0 || quoted.ihl < 5)
        return TC_ACT_OK;
    if (quoted.frag_off & NET16(0x1fff))
        return TC_ACT_OK; /* a later fragment is quoted: there are no ports */
    struct address from, to;
    mapped(&from, quoted.saddr);
    mapped(&to, quoted.daddr);
    __u32 ports = at + 8 + quoted.ihl * 4;
    return is_quoted(skb, destination, &from, &to, quoted.protocol, ports) ? divert(skb) : TC_ACT_OK;
}

INLINE int on_ipv4(struct __sk_buff *skb, int again) {
    struct iphdr ip;
    if (load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)) < 0 || ip.version != 4 || ip.ihl < 5)
        return TC_ACT_OK;
    struct address key;
    mapped(&key, ip.daddr);
    struct known *destination = map_lookup(&gate_vips, &key);
    __u32 at = ETH_HLEN + ip.ihl * 4;
    /* Of a fragmented packet the engine sees every piece, or it would not know what the later ones belong to. */
    int fragment = ip.frag_off & NET16(0x3fff);
    int served = destination && destination->services && !again &&
                 (fragment || (has_ports(ip.protocol) && is_port(skb, &key, at + 2, ip.protocol, DESTINATION)));
    if (destination && is_over(destination))
        return served && is_held(destination) ? hold(skb) : silence(COUNT_PACKETS_SILENCED);
    struct address source;
    mapped(&source, ip.saddr);
    if (again || is_forged(skb, &source, destination))
        return TC_ACT_OK;
    if (ip.protocol == IPPROTO_ICMP && !fragment)
        return on_icmp(skb, at, destination);
    if (served && !fragment)
        carry_or_take_up(skb);
    if (served || (!fragment && lacks_chunk(destination, ip.protocol, NET16(ip.tot_len) - ip.ihl * 4)))
        return divert(skb);
    if (!(destination && destination->services) && is_ours(destination))
        return TC_ACT_OK;
    if (!has_sources(&source))
        return TC_ACT_OK;
    int up = fragment || (has_ports(ip.protocol) && is_port(skb, &source, at, ip.protocol, SOURCE));
    return up ? divert(skb) : TC_ACT_OK;
}

/* Neighbour solicitation goes to a multicast group, or to any address; the one asked for is inside. */
INLINE int on_solicitation(struct __sk_buff *skb) {
    __u8 type;
    struct address target;
    if (load_bytes(skb, ETH_HLEN + 40, &type, 1) < 0 || type != 135)
        return TC_ACT_OK;
    if (load_bytes(skb, ETH_HLEN + 40 + 8, &target, sizeof(target)) < 0)
        return TC_ACT_OK;
    struct known *vip = map_lookup(&gate_vips, &target);
    return vip && is_over(vip) ? silence(COUNT_ARP_SILENCED) : TC_ACT_OK;
}

INLINE int on_icmpv6(struct __sk_buff *skb, const struct known *destination) {
    __u8 type;
    struct ipv6hdr quoted;
    __u32 at = ETH_HLEN + 40;
    if (load_bytes(skb, at, &type, 1) < 0 || type > 127)
        return TC_ACT_OK; /* no error (RFC 4443, section 2.1); unknown ones are passed on like those known */
    if (load_bytes(skb, at + 8, &quoted, sizeof(quoted)) < 0)
        return TC_ACT_OK;
    struct address from, to;
    copy(&from, &quoted.saddr);
    copy(&to, &quoted.daddr);
    if (is_extension(quoted.nexthdr))
        return (destination && destination->services) || has_sources(&to) ? divert(skb) : TC_ACT_OK;
    return is_quoted(skb, destination, &from, &to, quoted.nexthdr, at + 8 + 40) ? divert(skb) : TC_ACT_OK;
}

INLINE int on_ipv6(struct __sk_buff *skb, int again) {
    struct ipv6hdr ip;
    if (load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)) < 0)
        return TC_ACT_OK;
    struct address key;
    copy(&key, &ip.daddr);
    struct known *destination = map_lookup(&gate_vips, &key);
    __u32 at = ETH_HLEN + 40;
    int served = destination && destination->services && !again &&
                 (is_extension(ip.nexthdr) ||
                  (has_ports(ip.nexthdr) && is_port(skb, &key, at + 2, ip.nexthdr, DESTINATION)));
    if (destination && is_over(destination))
        return served && is_held(destination) ? hold(skb) : silence(COUNT_PACKETS_SILENCED);
    if (again)
        return TC_ACT_OK;
    if (ip.nexthdr == IPPROTO_ICMPV6 && on_solicitation(skb) == TC_ACT_SHOT)
        return TC_ACT_SHOT;
    struct address source;
    copy(&source, &ip.saddr);
    if (is_forged(skb, &source, destination))
        return TC_ACT_OK;
    if (ip.nexthdr == IPPROTO_ICMPV6)
        return on_icmpv6(skb, destination);
    if (served && !is_extension(ip.nexthdr))
        carry_or_take_up(skb);
    if (served || lacks_chunk(destination, ip.nexthdr, NET16(ip.payload_len)))
        return divert(skb);
    if (!(destination && destination->services) && is_ours(destination))
        return TC_ACT_OK;
    if (!has_sources(&source))
        return TC_ACT_OK;
    int up = is_extension(ip.nexthdr) || (has_ports(ip.nexthdr) && is_port(skb, &source, at, ip.nexthdr, SOURCE));
    return up ? divert(skb) : TC_ACT_OK;
}

#endif
