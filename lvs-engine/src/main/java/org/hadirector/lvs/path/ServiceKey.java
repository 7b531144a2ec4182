package org.hadirector.lvs.path;

import java.net.InetAddress;

/**
 * What identifies a virtual service to a data path.
 *
 * @param protocol IP protocol number: TCP 6, UDP 17, SCTP 132
 * @param address the virtual address
 * @param port 1–65535, or 0 for all ports of the address
 */
public record ServiceKey(int protocol, InetAddress address, int port) {}
