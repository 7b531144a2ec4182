// The far end of tunnels on a real server, at an interface's ingress: takes the outer header off IP in IP, GRE and GUE
// of either family, as tunnel devices do where the kernel has them. Outer packets in fragments pass: lvs-peer.py takes
// them from the stack, put together. Loaded by lvs-net.sh.
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>

#define SECTION __attribute__((section("classifier"), used))
#define GUE_PORT 6080
#define ETHER 14

static long (*load)(const void *, unsigned, void *, unsigned) = (void *)BPF_FUNC_skb_load_bytes;
static long (*adjust_room)(void *, int, unsigned, unsigned long long) = (void *)BPF_FUNC_skb_adjust_room;

static __attribute__((always_inline)) int be16(const unsigned char *at) { return at[0] << 8 | at[1]; }

SECTION int detunnel(struct __sk_buff *skb) {
    unsigned char head[40], next[12];
    int outer6 = skb->protocol == __builtin_bswap16(ETH_P_IPV6);
    if (!outer6 && skb->protocol != __builtin_bswap16(ETH_P_IP)) {
        return TC_ACT_OK;
    }
    int length = 40, protocol;
    if (outer6) {
        if (load(skb, ETHER, head, 40)) {
            return TC_ACT_OK;
        }
        protocol = head[6];
    } else {
        if (load(skb, ETHER, head, 20)) {
            return TC_ACT_OK;
        }
        length = (head[0] & 15) * 4;
        protocol = head[9];
    }
    int fragment = !outer6 && be16(head + 6) & 0x3fff;
    if (fragment || length < 20 || load(skb, ETHER + length, next, sizeof next)) {
        return TC_ACT_OK;
    }
    int inner6;
    if (protocol == 4 || protocol == 41) {
        inner6 = protocol == 41;
    } else if (protocol == 47) {
        inner6 = be16(next + 2) == ETH_P_IPV6;
        length += 4 + (next[0] & 0x80 ? 4 : 0) + (next[0] & 0x20 ? 4 : 0) + (next[0] & 0x10 ? 4 : 0);
    } else if (protocol == 17 && be16(next + 2) == GUE_PORT) {
        inner6 = next[9] == 41;
        length += 8 + 4 + (next[8] & 31) * 4;
    } else {
        return TC_ACT_OK;
    }
    unsigned long long flags = BPF_F_ADJ_ROOM_FIXED_GSO;
    if (inner6 != outer6) { // Linux 6.3
        flags |= inner6 ? 1ULL << 8 : 1ULL << 7; // BPF_F_ADJ_ROOM_DECAP_L3_IPV6, _IPV4
    }
    return adjust_room(skb, -length, BPF_ADJ_ROOM_MAC, flags) ? TC_ACT_SHOT : TC_ACT_OK;
}

char terms[] __attribute__((section("license"), used)) = "GPL";
