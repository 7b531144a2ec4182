/**
 * The virtual IP address (VIP): put on the interface with a label and a kernel lifetime, announced, probed for, taken
 * away again. What to own and when is decided elsewhere (ha-heartbeat); here is only how.
 */
package org.hadirector.takeover;
