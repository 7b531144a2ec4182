package org.hadirector.lvs.engine;

/**
 * How the connection table stands against a flood. Which defences act is told by the settings {@code drop_entry},
 * {@code drop_packet} and {@code secure_tcp}: modes 2 and 3.
 *
 * @param limit most connections, templates included
 * @param memoryShort whether so few fit any more that defences in mode 1 act
 * @param givenUp connections that {@code drop_entry} has ended since the start
 */
public record DefenceStatus(int limit, boolean memoryShort, long givenUp) {}
