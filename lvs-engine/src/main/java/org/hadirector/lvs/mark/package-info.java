/**
 * Firewall marks without netfilter, which sets its marks behind the place where packets are taken up: rules in the
 * terms of iptables that the engine itself applies to a packet of no connection.
 */
package org.hadirector.lvs.mark;
