// flood SECONDS DESTINATION PORT [SOURCE…]: UDP datagrams of 18 bytes (64-byte frames) as fast as one process can, in turn
// from sixteen sockets of each source. Prints how many it sent and in how many seconds.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { SOCKETS = 16, BATCH = 64, MOST = 1024 };

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: flood SECONDS DESTINATION PORT [SOURCE...]\n");
        return 2;
    }
    static int fds[MOST];
    int count = 0, sources = argc > 4 ? argc - 4 : 1;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[3]))};
    inet_pton(AF_INET, argv[2], &to.sin_addr);
    for (int i = 0; i < sources * SOCKETS && count < MOST; i++) {
        struct sockaddr_in from = {.sin_family = AF_INET};
        if (argc > 4) {
            inet_pton(AF_INET, argv[4 + i / SOCKETS], &from.sin_addr);
        }
        fds[count] = socket(AF_INET, SOCK_DGRAM, 0);
        if (fds[count] < 0 || bind(fds[count], (void *)&from, sizeof from)
                || connect(fds[count], (void *)&to, sizeof to)) {
            perror("flood");
            return 1;
        }
        count++;
    }
    static char data[18];
    struct iovec piece = {data, sizeof data};
    struct mmsghdr batch[BATCH];
    memset(batch, 0, sizeof batch);
    for (int i = 0; i < BATCH; i++) {
        batch[i].msg_hdr.msg_iov = &piece;
        batch[i].msg_hdr.msg_iovlen = 1;
    }
    long sent = 0;
    double start = now(), end = start + atof(argv[1]);
    for (int i = 0; now() < end; i = (i + 1) % count) {
        int done = sendmmsg(fds[i], batch, BATCH, 0);
        sent += done > 0 ? done : 0; // an ICMP error of the last batch: go on
    }
    printf("%ld %.3f\n", sent, now() - start);
    return 0;
}
