/**
 * The {@code net.ipv4.vs} settings: names, ranges and defaults as the kernel's, values that the packet thread reads
 * without locks. No packets, no IO.
 */
package org.hadirector.lvs.setting;
