/**
 * Connections that a dying process's kernel closes: how a node learns at once that the other one's daemon has ended.
 */
package org.hadirector.heartbeat.tripwire;
