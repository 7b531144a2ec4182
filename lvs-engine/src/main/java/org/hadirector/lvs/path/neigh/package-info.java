/**
 * How frames reach the real servers: routes and neighbours as the kernel knows them, followed by netlink. No packet is
 * made or sent here; the kernel itself resolves what it is asked to.
 */
package org.hadirector.lvs.path.neigh;
