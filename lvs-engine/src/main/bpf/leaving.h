/* The lease's other side: whether something may leave in the name of the address that it speaks for. */
#ifndef LEAVING_H
#define LEAVING_H

#include "gate.h"

/* Taken, not refused: to its sender a frame has left, as it would have before the lease was over. */
INLINE int speaks_for(const struct address *address, __u32 what) {
    struct known *known = map_lookup(&gate_vips, address);
    if (!known || !is_over(known))
        return TC_ACT_OK;
    count(what);
    return TC_ACT_STOLEN;
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

INLINE int ipv4_leaves(struct __sk_buff *skb) {
    struct iphdr ip;
    if (load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)) < 0)
        return TC_ACT_OK;
    struct address key;
    mapped(&key, ip.saddr);
    return speaks_for(&key, COUNT_PACKETS_SILENCED);
}

/* A neighbour advertisement speaks for its target, whatever address sends it (RFC 4861, section 4.4). */
INLINE int ipv6_leaves(struct __sk_buff *skb) {
    struct ipv6hdr ip;
    if (load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)) < 0)
        return TC_ACT_OK;
    struct address key;
    copy(&key, &ip.saddr);
    int verdict = speaks_for(&key, COUNT_PACKETS_SILENCED);
    __u8 type;
    if (verdict != TC_ACT_OK || ip.nexthdr != IPPROTO_ICMPV6 || load_bytes(skb, ETH_HLEN + 40, &type, 1) < 0 ||
        type != 136 || load_bytes(skb, ETH_HLEN + 40 + 8, &key, sizeof(key)) < 0)
        return verdict;
    return speaks_for(&key, COUNT_ARP_SILENCED);
}

#endif
