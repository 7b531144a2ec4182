// strew SECONDS DESTINATION PORT CLIENTS RATE: UDP datagrams (64-byte frames) of so many clients in turn, each of its own
// address and port from 10.91.128.0 and 1024 on, RATE a second at the most. At least one of each, then on until the
// seconds are over. Prints how many it sent and in how many seconds.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { BATCH = 64, PORTS = 50000 };

struct datagram {
    struct iphdr ip;
    struct udphdr udp;
    char data[18];
} __attribute__((packed));

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
    if (argc != 6) {
        fprintf(stderr, "usage: strew SECONDS DESTINATION PORT CLIENTS RATE\n");
        return 2;
    }
    struct sockaddr_in to = {.sin_family = AF_INET};
    inet_pton(AF_INET, argv[2], &to.sin_addr);
    long clients = atol(argv[4]), sent = 0;
    double rate = atof(argv[5]), start = now(), end = start + atof(argv[1]);
    int fd = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
    if (fd < 0) {
        perror("strew");
        return 1;
    }
    static struct datagram all[BATCH];
    static struct iovec pieces[BATCH];
    static struct mmsghdr batch[BATCH];
    for (int i = 0; i < BATCH; i++) {
        all[i].ip = (struct iphdr){.version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_UDP,
            .tot_len = htons(sizeof all[i]), .daddr = to.sin_addr.s_addr};
        all[i].udp = (struct udphdr){.dest = htons(atoi(argv[3])), .len = htons(sizeof all[i] - sizeof all[i].ip)};
        pieces[i] = (struct iovec){&all[i], sizeof all[i]};
        batch[i].msg_hdr = (struct msghdr){.msg_name = &to, .msg_namelen = sizeof to, .msg_iov = &pieces[i], .msg_iovlen = 1};
    }
    while (sent < clients || now() < end) {
        for (int i = 0; i < BATCH; i++) {
            long client = (sent + i) % clients;
            all[i].ip.saddr = htonl(0x0a5b8000 + client / PORTS);
            all[i].udp.source = htons(1024 + client % PORTS);
        }
        int done = sendmmsg(fd, batch, BATCH, 0);
        sent += done > 0 ? done : 0;
        double ahead = sent / rate - (now() - start);
        if (ahead > 0.001) {
            struct timespec pause = {.tv_sec = (time_t) ahead, .tv_nsec = (long) ((ahead - (time_t) ahead) * 1e9)};
            nanosleep(&pause, NULL);
        }
    }
    printf("%ld %.3f\n", sent, now() - start);
    return 0;
}
