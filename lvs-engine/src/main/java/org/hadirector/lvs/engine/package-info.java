/**
 * The engine: the service table's owner, the scheduler of connections, the packet loop. Data paths are behind
 * {@code lvs.path}.
 */
package org.hadirector.lvs.engine;
