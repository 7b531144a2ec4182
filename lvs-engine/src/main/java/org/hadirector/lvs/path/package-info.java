/**
 * The port between the LVS engine and whatever moves packets: guard and lease of the virtual addresses, packets up,
 * verdicts down. One sub-package per data path. The engine is the authority; a path may cache its decisions and lose
 * them at the price of an upcall.
 */
package org.hadirector.lvs.path;
