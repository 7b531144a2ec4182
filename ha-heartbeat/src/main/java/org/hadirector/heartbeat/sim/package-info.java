/**
 * A deterministic simulator: two real decision cores and the product's replay windows, simulated links, LAN, kernels,
 * disks, clocks, resources, operators and faults. A seed reproduces a run exactly. No real clock, thread or device is
 * touched here.
 *
 * <p>A run is a {@link org.hadirector.heartbeat.sim.Scene}: settings, climate, a plan of faults and what must hold
 * when. {@code sim.swarm} draws scenes from seeds, {@code sim.fault} knows what can go wrong (new faults go there, see
 * its package page), {@code sim.audit} what must never happen.
 */
package org.hadirector.heartbeat.sim;
