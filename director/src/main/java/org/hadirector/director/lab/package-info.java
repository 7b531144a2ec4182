/**
 * The laboratory: two directors, two real servers, a client and a gateway in network namespaces on one machine, joined
 * by a LAN, a heartbeat cable and a serial cable that can be cut. What the lab looks like is pure ({@code LabPlan},
 * {@code LabNetwork}, {@code LabConfig}); {@code LabBuilder} makes and removes it, {@code Lab} works with a standing
 * one. Nothing here touches the network of the host, measures, or judges: that is the drills' work.
 */
package org.hadirector.director.lab;
