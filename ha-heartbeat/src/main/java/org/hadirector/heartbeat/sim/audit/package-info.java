/**
 * The invariants of a pair, checked after every simulated step. An audit reads the simulated world and the cores' views
 * and returns a violation or null; it never changes anything.
 */
package org.hadirector.heartbeat.sim.audit;
