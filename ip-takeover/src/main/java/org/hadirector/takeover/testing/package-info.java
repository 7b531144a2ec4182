/**
 * Stand-ins for the ports of {@link org.hadirector.takeover}: they keep state and fail on nonsense, so that other
 * modules, the simulator and tests can run without an interface. Nothing here touches the machine.
 */
package org.hadirector.takeover.testing;
