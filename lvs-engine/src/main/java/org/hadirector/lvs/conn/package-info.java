/**
 * The connection table and its timers: primitive arrays, one writer, readable by others while it changes. What states
 * mean, where packets go and who counts is decided elsewhere.
 */
package org.hadirector.lvs.conn;
