/**
 * What the daemon remembers on disk: the journal of events, the reserved epochs, the boot generation. Nothing here
 * decides anything; a disk that fails is counted and reported, and never stops a takeover.
 */
package org.hadirector.director.journal;
