/**
 * The forwarding methods: how a packet that has its real server is rewritten and by which interface it leaves. Chosen
 * when the connection is created; no scheduling, no states.
 */
package org.hadirector.lvs.forward;
