/**
 * Adapters of {@link org.hadirector.heartbeat.link.HeartbeatLink}: one JGroups channel per medium, made of the
 * transport alone (no discovery, no membership, no failure detector), over UDP and over a serial line. Nothing is
 * decided here; a view of JGroups never reaches the core. Threads here are those that blocking sockets and devices
 * force upon us, and one that reopens what was lost.
 */
package org.hadirector.heartbeat.jgroups;
