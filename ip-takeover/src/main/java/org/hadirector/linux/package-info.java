/**
 * Linux as the rest of the house sees it: one adapter per kernel mechanism (netlink, packet sockets, namespaces,
 * scheduling), each a thin class over {@link org.hadirector.linux.Libc}. No policy lives here, no knowledge of
 * clusters, addresses to serve or packets to balance.
 */
package org.hadirector.linux;
