/**
 * The model of the Linux Virtual Server: services, real servers, methods. Immutable; no packets, no connections, no IO.
 */
package org.hadirector.lvs.model;
