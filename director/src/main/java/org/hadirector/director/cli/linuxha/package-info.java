/**
 * The programs of linux-ha heartbeat 3.0.6 under their own names: same words, same texts, same exit codes in the same
 * state. They see the node through {@link org.hadirector.director.cli.linuxha.Machine} only.
 */
package org.hadirector.director.cli.linuxha;
