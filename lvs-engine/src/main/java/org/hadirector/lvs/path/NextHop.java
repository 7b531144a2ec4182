package org.hadirector.lvs.path;

/**
 * How a frame reaches a real server on its LAN.
 *
 * @param interfaceIndex the interface that sends it
 * @param source MAC of that interface, low 48 bits
 * @param destination MAC of the real server (or of the gateway towards it), low 48 bits
 */
public record NextHop(int interfaceIndex, long source, long destination) {}
