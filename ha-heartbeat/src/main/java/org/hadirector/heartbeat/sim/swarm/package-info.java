/**
 * From a seed to a scene: which settings, which faults, how dense, and what must hold when. New faults of
 * {@code sim.fault} are drawn without any change here; a new kind of scene is a branch in {@link SceneDrawer}.
 */
package org.hadirector.heartbeat.sim.swarm;
