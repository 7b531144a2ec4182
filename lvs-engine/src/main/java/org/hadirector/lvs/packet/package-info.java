/**
 * Packets as the engine sees them: flyweights over a borrowed frame, checksums, answers built in place. Every length is
 * checked before it is believed; nothing allocates. No connections and no decisions.
 */
package org.hadirector.lvs.packet;
