/**
 * Application helpers: protocols that talk about addresses and ports inside their payload, and so open connections that
 * the service table does not name (FTP). A helper reads and, with masquerading, rewrites the payload of the connections
 * it is told about; it knows nothing of servers or schedulers. Used by the packet thread only.
 */
package org.hadirector.lvs.helper;
