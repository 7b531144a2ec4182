/*
 * The gate: guard, lease and upcall at the ingress of one Ethernet-like interface (clsact, direct action).
 *
 *   packet or ARP/ND request for a guarded address whose lease is over   ->  dropped, in silence; only while the address
 *                                                                           is held do packets of its services go up,
 *                                                                           to wait for the next owner
 *   packet of a diverted service, reply of a masqueraded server,
 *   ICMP error about either, any fragment that may be one of these      ->  marked, PACKET_OTHERHOST: the stack
 *                                                                           ignores it, the engine's tap takes it
 *   everything else                                                     ->  passes untouched
 *
 * A reply of a masqueraded server is what that server sends from the service's port to somebody who is not this
 * machine, so that a health check is never touched; or to a virtual address: a client on this machine that connects to
 * it speaks from it. What the engine does not know it gives back.
 *
 * The gate stands at the ingress of loopback too, where packets of such clients pass.
 *
 * A second program, at the egress of loopback, takes what the engine gave back and lets it come in once more where it
 * came from: input device, reverse-path filter and firewall see what they would have seen without us. Past the gate,
 * but not past the lease. It also sends on what leaves in a tunnel and is several packets in one: see encap.h. At
 * loopback, since the interface of a real server need not have a gate.
 *
 * A third one, at the egress of the same interfaces as the gate, is the lease's other side: nothing leaves in the name
 * of a guarded address whose lease is over, neither ARP nor a packet, whoever sends it: an engine that was stopped and
 * goes on, a socket of this machine that sends again, an announcement that comes too late.
 *
 * Loaded by bpf(2) without libbpf: everything inlined, no globals, no BTF, only types of the kernel's user API. The maps
 * are made by the loader from the definitions below and live as long as a filter uses them, so the lease runs out even
 * when the process that renews it is gone.
 */
#include "gate.h"
#include "encap.h"

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

INLINE int on_icmp(struct __sk_buff *skb, __u32 at, const struct known *destination) {
    __u8 type;
    struct iphdr quoted;
    if (load_bytes(skb, at, &type, 1) < 0 || (type != 3 && type != 4 && type != 11 && type != 12))
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
    if (again)
        return TC_ACT_OK;
    if (ip.protocol == IPPROTO_ICMP && !fragment)
        return on_icmp(skb, at, destination);
    if (served)
        return divert(skb);
    if (!(destination && destination->services) && is_ours(destination))
        return TC_ACT_OK;
    mapped(&key, ip.saddr);
    if (!has_sources(&key))
        return TC_ACT_OK;
    int up = fragment || (has_ports(ip.protocol) && is_port(skb, &key, at, ip.protocol, SOURCE));
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

/* Headers that may stand before the transport's (RFC 8200, section 4; RFC 6275): the engine walks along them. */
INLINE int is_extension(__u8 header) {
    return header == IPPROTO_HOPOPTS || header == IPPROTO_ROUTING || header == IPPROTO_FRAGMENT ||
           header == IPPROTO_AH || header == IPPROTO_DSTOPTS || header == IPPROTO_MH;
}

INLINE int on_icmpv6(struct __sk_buff *skb, const struct known *destination) {
    __u8 type;
    struct ipv6hdr quoted;
    __u32 at = ETH_HLEN + 40;
    if (load_bytes(skb, at, &type, 1) < 0 || type == 0 || type > 4)
        return TC_ACT_OK;
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
    if (ip.nexthdr == IPPROTO_ICMPV6)
        return on_solicitation(skb) == TC_ACT_SHOT ? TC_ACT_SHOT : on_icmpv6(skb, destination);
    if (served)
        return divert(skb);
    if (!(destination && destination->services) && is_ours(destination))
        return TC_ACT_OK;
    copy(&key, &ip.saddr);
    if (!has_sources(&key))
        return TC_ACT_OK;
    int up = is_extension(ip.nexthdr) || (has_ports(ip.nexthdr) && is_port(skb, &key, at, ip.nexthdr, SOURCE));
    return up ? divert(skb) : TC_ACT_OK;
}

/* The one in its description included; nobody has a use for more than two. */
#define MOST_TAGS 4

INLINE int is_of_vlan(const struct __sk_buff *skb) {
    return skb->vlan_present && (skb->vlan_tci & 0x0fff);
}

/*
 * A VLAN's frame is another network's: it passes, to come by again at its VLAN device, if there is a gate. A priority
 * tag (VLAN 0) is no tag; behind one there may be others, which the kernel takes off between here and its protocols
 * (net/core/dev.c, check_vlan_id), so that a packet of ours would get past the gate. No verdict on what has no tag.
 */
INLINE int untag(struct __sk_buff *skb) {
    for (int tags = 0; tags < MOST_TAGS; tags++) {
        if (is_of_vlan(skb))
            return TC_ACT_OK;
        if (skb->protocol != NET16(ETH_P_8021Q) && skb->protocol != NET16(ETH_P_8021AD))
            return TC_ACT_UNSPEC;
        if (vlan_pop(skb) < 0)
            break;
    }
    return silence(COUNT_PACKETS_SILENCED);
}

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

SEC("out") int leave(struct __sk_buff *skb) {
    /* Seen at the VLAN device already, where it was untagged. */
    if (is_of_vlan(skb))
        return TC_ACT_OK;
    switch (skb->protocol) {
    case NET16(ETH_P_IP):
        return ipv4_leaves(skb);
    case NET16(ETH_P_ARP):
        return arp_leaves(skb);
    case NET16(ETH_P_IPV6):
        return ipv6_leaves(skb);
    default:
        return TC_ACT_OK;
    }
}

SEC("back") int from_engine(struct __sk_buff *skb) {
    __u32 interface = skb->mark & INTERFACE_MASK;
    __u32 what = skb->mark & ~INTERFACE_MASK;
    if (what == GIVEN_BACK && interface) {
        skb->mark = COMES_AGAIN;
        return redirect(interface, BPF_F_INGRESS);
    }
    if (what == ENCAPSULATED && interface) {
        skb->mark = 0;
        return encapsulate(skb) < 0 ? TC_ACT_SHOT : redirect(interface, 0);
    }
    return TC_ACT_OK;
}

SEC("tc") int gate(struct __sk_buff *skb) {
    int again = skb->mark == COMES_AGAIN;
    if (again)
        skb->mark = 0;
    /* Another station's frame (promiscuous mode, a macvlan's lower device): the stack ignores it, so does the gate. */
    if (!again && skb->pkt_type == PACKET_OTHERHOST)
        return TC_ACT_OK;
    int verdict = untag(skb);
    if (verdict != TC_ACT_UNSPEC)
        return verdict;
    switch (skb->protocol) {
    case NET16(ETH_P_IP):
        return on_ipv4(skb, again);
    case NET16(ETH_P_ARP):
        return on_arp(skb);
    case NET16(ETH_P_IPV6):
        return on_ipv6(skb, again);
    default:
        return TC_ACT_OK;
    }
}
