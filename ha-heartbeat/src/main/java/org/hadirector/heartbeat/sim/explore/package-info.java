/**
 * Bounded exhaustive exploration: every order of losses, deaths, pauses and commands up to a depth, on the real core.
 */
package org.hadirector.heartbeat.sim.explore;
