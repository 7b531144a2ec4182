/**
 * ipvsadm on this engine: its grammar, its errors and exit codes, its listings byte for byte. Talks to
 * {@code LvsControl} only and returns what it would print, so that a daemon runs it and a command line relays it.
 */
package org.hadirector.lvs.ipvsadm;
