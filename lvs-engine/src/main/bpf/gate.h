/* What the programs of gate.c share: addresses, maps, and how a packet is looked up in them. */
#ifndef GATE_H
#define GATE_H

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/pkt_cls.h>

#define SEC(name) __attribute__((section(name), used))
#define INLINE static inline __attribute__((always_inline))

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define NET16(x) __builtin_bswap16(x)
#define NET32(x) __builtin_bswap32(x)
#else
#define NET16(x) (x)
#define NET32(x) (x)
#endif

/* The helpers of the kernel, by number (enum bpf_func_id is stable ABI). None of them is reserved to GPL programs. */
static void *(*map_lookup)(void *map, const void *key) = (void *)BPF_FUNC_map_lookup_elem;
static long (*tail_call)(void *skb, void *map, __u32 index) = (void *)BPF_FUNC_tail_call;
static long (*load_bytes)(const void *skb, __u32 offset, void *to, __u32 len) = (void *)BPF_FUNC_skb_load_bytes;
static long (*change_type)(struct __sk_buff *skb, __u32 type) = (void *)BPF_FUNC_skb_change_type;
static long (*redirect)(__u32 ifindex, __u64 flags) = (void *)BPF_FUNC_redirect;
static long (*vlan_pop)(struct __sk_buff *skb) = (void *)BPF_FUNC_skb_vlan_pop;
static __u64 (*coarse_ns)(void) = (void *)BPF_FUNC_ktime_get_coarse_ns;
static long (*adjust_room)(struct __sk_buff *skb, __s32 by, __u32 mode, __u64 flags) = (void *)BPF_FUNC_skb_adjust_room;
static long (*store_bytes)(struct __sk_buff *skb, __u32 offset, const void *from, __u32 len,
                           __u64 flags) = (void *)BPF_FUNC_skb_store_bytes;

/* What the tap's filter looks for: only frames diverted here carry it (GateProgram.MARK). */
#define DIVERTED_MARK 0x4c565355u

/* What the engine gives back: marked with this and the interface's index, then, for the gate there, with the other. */
#define GIVEN_BACK 0x56000000u
/* A super-frame that leaves in a tunnel: marked with this and the index of the interface to send on. */
#define ENCAPSULATED 0x57000000u
#define INTERFACE_MASK 0x00ffffffu
/* The index of lo in every network namespace (LOOPBACK_IFINDEX). */
#define LOOPBACK 1
#define COMES_AGAIN 0x4c565352u
/* What a server on this machine says, on its way up. */
#define ANSWERS 0x4c565354u
/* Whatever the engine sends on: it was up. */
#define FROM_ENGINE 0x4c565356u

#define COUNT_ARP_SILENCED 0
#define COUNT_PACKETS_SILENCED 1
#define COUNT_DIVERTED 2
#define COUNT_CARRIED 3
#define COUNTERS 4

/* An address of either family; IPv4 as ::ffff:a.b.c.d. */
struct address {
    __u32 word[4];
};

/* What is known of an address; nothing is known of most. */
struct known {
    __u64 lease_until_ns; /* of a guarded one: CLOCK_MONOTONIC; 0 is over */
    __u64 hold_until_ns;  /* until then packets of its services go up although its lease is over */
    __u16 guarded;
    __u16 local;    /* it is this machine's */
    __u16 services; /* how many services of it are diverted */
    __u16 unused;
};

/* Which end of a packet is meant. */
#define DESTINATION 0 /* a virtual service */
#define SOURCE 1      /* a masqueraded real server */

struct service {
    struct address address;
    __u16 port; /* network order; 0 is all ports */
    __u8 protocol;
    __u8 end;
};

/* A connection that the gate carries: how its client's packets look, in network order. */
struct flow_key {
    struct address from, to;
    __u16 from_port, to_port;
    __u32 protocol;
};

struct flow {
    __u32 number;     /* of its counters */
    __u32 generation; /* it is void when all were forgotten since */
    __u32 interface;  /* to send from */
    __u32 mtu;
    __u8 macs[12]; /* the next hop's, and that of the interface */
};

struct flow_count {
    __u64 packets, bytes, last_ns;
};

/* Whether flows may be carried at all: of which generation, and how long the engine is known to live. */
struct trust {
    __u64 generation;
    __u64 until_ns;
};

struct map {
    __u32 type, key_size, value_size, max_entries, flags;
};

/*
 * Room for leases is taken beforehand: a lease must be renewed also when the kernel has no memory to give. What grows
 * with the real servers takes memory as it comes, and 16 bytes for each entry that there may be.
 */
struct map SEC("maps") gate_vips = {BPF_MAP_TYPE_HASH, sizeof(struct address), sizeof(struct known), 8192, 0};
/* Masqueraded and tunnelled real servers: from how many of their ports replies are diverted. */
struct map SEC("maps") gate_servers = {BPF_MAP_TYPE_HASH, sizeof(struct address), sizeof(__u32), 65536,
                                       BPF_F_NO_PREALLOC};
struct map SEC("maps") gate_services = {BPF_MAP_TYPE_HASH, sizeof(struct service), sizeof(__u32), 131072,
                                        BPF_F_NO_PREALLOC};
struct map SEC("maps") gate_counters = {BPF_MAP_TYPE_PERCPU_ARRAY, sizeof(__u32), sizeof(__u64), COUNTERS, 0};

/* Counters and trust the engine reads and writes in memory of its own, without a system call. */
#define FLOWS 16384
struct map SEC("maps") gate_flows = {BPF_MAP_TYPE_HASH, sizeof(struct flow_key), sizeof(struct flow), FLOWS,
                                     BPF_F_NO_PREALLOC};
struct map SEC("maps") gate_flow_counts = {BPF_MAP_TYPE_ARRAY, sizeof(__u32), sizeof(struct flow_count), FLOWS,
                                           BPF_F_MMAPABLE};
/*
 * The program that carries. The kernel empties an array of programs when its last descriptor is closed, however the
 * process ends that has it: a dead engine's gate carries nothing, at once, while leases run on.
 */
struct map SEC("maps") gate_carrier = {BPF_MAP_TYPE_PROG_ARRAY, sizeof(__u32), sizeof(__u32), 1, 0};
struct map SEC("maps") gate_trust = {BPF_MAP_TYPE_ARRAY, sizeof(__u32), sizeof(struct trust), 1, BPF_F_MMAPABLE};

struct arp {
    __u16 hardware, protocol;
    __u8 hardware_len, protocol_len;
    __u16 operation;
    __u8 sender_mac[6];
    __u8 sender[4];
    __u8 target_mac[6];
    __u8 target[4];
};

INLINE void count(__u32 what) {
    __u64 *counter = map_lookup(&gate_counters, &what);
    if (counter)
        *counter += 1;
}

INLINE int silence(__u32 what) {
    count(what);
    return TC_ACT_SHOT;
}

INLINE int is_over(const struct known *known) {
    return known->guarded && known->lease_until_ns <= coarse_ns();
}

INLINE int is_held(const struct known *known) {
    return known->hold_until_ns > coarse_ns();
}

INLINE void mapped(struct address *address, __u32 ipv4) {
    address->word[0] = 0;
    address->word[1] = 0;
    address->word[2] = NET32(0xffff);
    address->word[3] = ipv4;
}

INLINE void copy(struct address *to, const struct in6_addr *from) {
    to->word[0] = from->in6_u.u6_addr32[0];
    to->word[1] = from->in6_u.u6_addr32[1];
    to->word[2] = from->in6_u.u6_addr32[2];
    to->word[3] = from->in6_u.u6_addr32[3];
}

INLINE int take_up(struct __sk_buff *skb) {
    count(COUNT_DIVERTED);
    skb->mark = DIVERTED_MARK;
    change_type(skb, PACKET_OTHERHOST);
    return TC_ACT_OK;
}

INLINE int divert(struct __sk_buff *skb) {
    /* Frames for another station's MAC, or for all of them, are not ours to balance (IPVS takes PACKET_HOST only). */
    return skb->pkt_type == PACKET_HOST ? take_up(skb) : TC_ACT_OK;
}

INLINE int is_service(const struct address *address, __u16 port, __u8 protocol, __u8 end) {
    struct service key = {.address = *address, .port = port, .protocol = protocol, .end = end};
    if (map_lookup(&gate_services, &key))
        return 1;
    key.port = 0;
    return map_lookup(&gate_services, &key) != 0;
}

/* Whether the port at that offset of the packet is a service's, or one that replies come from. */
INLINE int is_port(struct __sk_buff *skb, const struct address *address, __u32 at, __u8 protocol, __u8 end) {
    __u16 port;
    return load_bytes(skb, at, &port, sizeof(port)) >= 0 && is_service(address, port, protocol, end);
}

INLINE int has_ports(__u8 protocol) {
    return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP || protocol == IPPROTO_SCTP;
}

/* ICMP that quotes a packet and is about it: what IPVS takes for one (ip_vs_in_icmp; a redirect is the stack's). */
INLINE int is_error(__u8 type) {
    return type == 3 || type == 4 || type == 11 || type == 12;
}

/* Headers that may stand before the transport's (RFC 8200, section 4; RFC 6275): the engine walks along them. */
INLINE int is_extension(__u8 header) {
    return header == IPPROTO_HOPOPTS || header == IPPROTO_ROUTING || header == IPPROTO_FRAGMENT ||
           header == IPPROTO_AH || header == IPPROTO_DSTOPTS || header == IPPROTO_MH;
}

/* Whether the destination is one of this machine's, and what is known of the source is of no interest. */
INLINE int is_ours(const struct known *destination) {
    return destination && destination->local;
}

/*
 * What comes in from an address of ours to somebody else is forged, and the engine would take it for an answer of ours on
 * its way out: our own servers' answers do not come in. Loopback has what is ours, also while an address is only coming.
 */
INLINE int is_forged(struct __sk_buff *skb, const struct address *source, const struct known *destination) {
    return skb->ifindex != LOOPBACK && !is_ours(destination) && is_ours(map_lookup(&gate_vips, source));
}

INLINE int has_sources(const struct address *address) {
    return map_lookup(&gate_servers, address) != 0;
}

#endif
