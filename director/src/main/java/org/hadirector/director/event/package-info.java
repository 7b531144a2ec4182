/** The scripts of {@code /etc/ha.d/rc.d}: which events they are told of, which of them are run, how. */
package org.hadirector.director.event;
