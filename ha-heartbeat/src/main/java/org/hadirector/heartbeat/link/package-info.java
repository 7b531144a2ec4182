/**
 * Heartbeat links: the port, the message that crosses it, its codec and its authentication. Losing a message is normal
 * here; what silence means is decided in {@code org.hadirector.heartbeat.decide}.
 */
package org.hadirector.heartbeat.link;
