/** States of connections by protocol: tables, events, timeouts. Pure; who is counted where is the engine's business. */
package org.hadirector.lvs.protocol;
