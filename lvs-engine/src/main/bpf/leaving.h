/*
 * The lease's other side: whether something may leave in the name of the address that it speaks for. And the answers of
 * real servers that are this machine itself, translated or not: they go up as those of masqueraded ones elsewhere do.
 */
#ifndef LEAVING_H
#define LEAVING_H

#include "gate.h"

/* Taken, not refused: to its sender a frame has left, as it would have before the lease was over. */
INLINE int silenced(const struct known *speaker, __u32 what) {
    if (!speaker || !is_over(speaker))
        return TC_ACT_OK;
    count(what);
    return TC_ACT_STOLEN;
}

INLINE int speaks_for(const struct address *address, __u32 what) {
    return silenced(map_lookup(&gate_vips, address), what);
}

/* Whether a real server may be this machine's own. */
INLINE int is_server(const struct known *speaker, const struct address *address) {
    return speaker && speaker->local && has_sources(address);
}

/* Comes in again, marked, where it would have left: there the engine's tap takes it, with the way it was to go. */
INLINE int answers(struct __sk_buff *skb) {
    skb->mark = ANSWERS;
    return redirect(skb->ifindex, BPF_F_INGRESS);
}

INLINE int arp_leaves(struct __sk_buff *skb) {
    struct arp arp;
    __u32 sender;
    if (load_bytes(skb, ETH_HLEN, &arp, sizeof(arp)) < 0 || arp.protocol != NET16(ETH_P_IP) || arp.protocol_len != 4 ||
        arp.hardware_len != 6)
        return TC_ACT_OK;
    __builtin_memcpy(&sender, arp.sender, 4);
    struct address key;
    mapped(&key, sender);
    return speaks_for(&key, COUNT_ARP_SILENCED);
}

/* The stack's own error about a client's packet that was translated for a server here. */
INLINE int ipv4_is_about(struct __sk_buff *skb, __u32 at, const struct address *server, __u32 from) {
    __u8 type;
    struct iphdr quoted;
    if (load_bytes(skb, at, &type, 1) < 0 || !is_error(type))
        return 0;
    if (load_bytes(skb, at + 8, &quoted, sizeof(quoted)) < 0 || quoted.daddr != from || quoted.ihl < 5 ||
        (quoted.frag_off & NET16(0x1fff)) || !has_ports(quoted.protocol))
        return 0;
    return is_port(skb, server, at + 8 + quoted.ihl * 4 + 2, quoted.protocol, SOURCE);
}

INLINE int ipv4_leaves(struct __sk_buff *skb, int from_engine) {
    struct iphdr ip;
    if (load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)) < 0)
        return TC_ACT_OK;
    struct address key;
    mapped(&key, ip.saddr);
    struct known *speaker = map_lookup(&gate_vips, &key);
    int verdict = silenced(speaker, COUNT_PACKETS_SILENCED);
    if (verdict != TC_ACT_OK || from_engine || !is_server(speaker, &key) || ip.ihl < 5)
        return verdict;
    __u32 at = ETH_HLEN + ip.ihl * 4;
    int up = 0;
    if (ip.frag_off & NET16(0x3fff))
        up = 1;
    else if (ip.protocol == IPPROTO_ICMP)
        up = ipv4_is_about(skb, at, &key, ip.saddr);
    else if (has_ports(ip.protocol))
        up = is_port(skb, &key, at, ip.protocol, SOURCE);
    return up ? answers(skb) : TC_ACT_OK;
}

INLINE int ipv6_is_about(struct __sk_buff *skb, __u32 at, const struct address *server) {
    struct ipv6hdr quoted;
    struct address to;
    if (load_bytes(skb, at + 8, &quoted, sizeof(quoted)) < 0)
        return 0;
    copy(&to, &quoted.daddr);
    if (to.word[0] != server->word[0] || to.word[1] != server->word[1] || to.word[2] != server->word[2] ||
        to.word[3] != server->word[3])
        return 0;
    return is_extension(quoted.nexthdr) ||
           (has_ports(quoted.nexthdr) && is_port(skb, server, at + 8 + 40 + 2, quoted.nexthdr, SOURCE));
}

/* A neighbour advertisement speaks for its target, whatever address sends it (RFC 4861, section 4.4). */
INLINE int icmpv6_leaves(struct __sk_buff *skb, int answering, const struct address *from) {
    __u8 type;
    struct address target;
    if (load_bytes(skb, ETH_HLEN + 40, &type, 1) < 0)
        return TC_ACT_OK;
    if (type < 128)
        return answering && ipv6_is_about(skb, ETH_HLEN + 40, from) ? answers(skb) : TC_ACT_OK;
    if (type != 136 || load_bytes(skb, ETH_HLEN + 40 + 8, &target, sizeof(target)) < 0)
        return TC_ACT_OK;
    return speaks_for(&target, COUNT_ARP_SILENCED);
}

INLINE int ipv6_leaves(struct __sk_buff *skb, int from_engine) {
    struct ipv6hdr ip;
    if (load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)) < 0)
        return TC_ACT_OK;
    struct address key;
    copy(&key, &ip.saddr);
    struct known *speaker = map_lookup(&gate_vips, &key);
    int verdict = silenced(speaker, COUNT_PACKETS_SILENCED);
    if (verdict != TC_ACT_OK)
        return verdict;
    int answering = !from_engine && is_server(speaker, &key);
    if (ip.nexthdr == IPPROTO_ICMPV6)
        return icmpv6_leaves(skb, answering, &key);
    if (!answering)
        return TC_ACT_OK;
    int up = is_extension(ip.nexthdr) ||
             (has_ports(ip.nexthdr) && is_port(skb, &key, ETH_HLEN + 40, ip.nexthdr, SOURCE));
    return up ? answers(skb) : TC_ACT_OK;
}

#endif
