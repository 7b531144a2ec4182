/**
 * What can go wrong in the simulator. To add a fault: write a {@link FaultKind} with a key, its words and what it does
 * to the pair, in a list of a family's class (or a class of your own, {@code StonithFaults.ALL}, with one line in
 * {@link FaultCatalogue}). Swarms draw it, {@link FaultMachine} lets it begin and mends it, the shrinker drops it,
 * stories tell it: nothing else has to know it. What a fault needs of the world (a device that can hang, a message that
 * can be lost) belongs to the classes of {@code sim}; what must never happen is an audit ({@code sim.audit}); how often
 * it comes is the swarm's business ({@code sim.swarm}).
 */
package org.hadirector.heartbeat.sim.fault;
