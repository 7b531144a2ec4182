/**
 * The schedulers: one small file each, with the choices of the Linux kernel's. They see destinations and the key of a
 * new connection; packets, connections in progress and timers are none of their business.
 */
package org.hadirector.lvs.schedule;
