/*
 * The gate: guard, lease and upcall at the ingress of one Ethernet-like interface (clsact, direct action).
 *
 *   packet or ARP/ND request for a guarded address whose lease is over   ->  dropped, in silence; only while the address
 *                                                                           is held do packets of its services go up,
 *                                                                           to wait for the next owner
 *   packet of a diverted service, reply of a masqueraded server,
 *   ICMP error about either, any fragment that may be one of these      ->  marked, PACKET_OTHERHOST: the stack
 *                                                                           ignores it, the engine's tap takes it
 *   SCTP for this machine that ends before its first chunk              ->  up as well: it goes nowhere while there is
 *                                                                           a service, whatever its port
 *   packet of a connection that the engine has given to the gate, which
 *   cannot change it                                                    ->  sent on to its server, see flows.h
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
 * goes on, a socket of this machine that sends again, an announcement that comes too late. What a real server that
 * is this machine itself answers goes up from there, by the ingress of the same interface; whatever the engine sends
 * bears its mark and is left alone.
 *
 * A fourth one carries connections: the gate calls it, as long as the engine's process lives.
 *
 * Loaded by bpf(2) without libbpf: everything inlined, no globals, no BTF, only types of the kernel's user API. The maps
 * are made by the loader from the definitions in gate.h and live as long as a filter uses them, so the lease runs out even
 * when the process that renews it is gone.
 */
#include "encap.h"
#include "incoming.h"
#include "leaving.h"

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

SEC("out") int leave(struct __sk_buff *skb) {
    int from_engine = skb->mark == FROM_ENGINE;
    if (from_engine)
        skb->mark = 0;
    /* Seen at the VLAN device already, where it was untagged. */
    if (is_of_vlan(skb))
        return TC_ACT_OK;
    switch (skb->protocol) {
    case NET16(ETH_P_IP):
        return ipv4_leaves(skb, from_engine);
    case NET16(ETH_P_ARP):
        return arp_leaves(skb);
    case NET16(ETH_P_IPV6):
        return ipv6_leaves(skb, from_engine);
    default:
        return TC_ACT_OK;
    }
}

SEC("back") int from_engine(struct __sk_buff *skb) {
    if (skb->mark == FROM_ENGINE)
        skb->mark = 0;
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

/* The gate calls it for what belongs to a service; see gate_carrier. */
SEC("carry") int carrier(struct __sk_buff *skb) {
    int verdict = skb->protocol == NET16(ETH_P_IP) ? carry_ipv4(skb) : carry_ipv6(skb);
    return verdict == TC_ACT_UNSPEC ? divert(skb) : verdict;
}

SEC("tc") int gate(struct __sk_buff *skb) {
    int again = skb->mark == COMES_AGAIN;
    if (again)
        skb->mark = 0;
    if (skb->mark == ANSWERS)
        return take_up(skb);
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
