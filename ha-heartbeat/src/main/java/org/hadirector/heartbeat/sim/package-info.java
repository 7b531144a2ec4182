/**
 * A deterministic simulator: two real decision cores, simulated links, LAN, kernels, disks, resources, operators and
 * faults. A seed reproduces a run exactly. No real clock, thread or device is touched here.
 */
package org.hadirector.heartbeat.sim;
