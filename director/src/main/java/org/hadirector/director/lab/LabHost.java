package org.hadirector.director.lab;

/**
 * One machine of the lab.
 *
 * @param name its host name, also the name of its port on the lab's bridge (at most 15 characters, IFNAMSIZ)
 * @param role what it is there for
 * @param lanAddress its IPv4 address on eth0
 * @param heartbeatAddress its IPv4 address on eth1, empty when it has no heartbeat cable
 */
public record LabHost(String name, Role role, String lanAddress, String heartbeatAddress) {
    /** The parts that machines play. */
    public enum Role {
        DIRECTOR,
        REAL_SERVER,
        CLIENT
    }

    /** Whether a heartbeat cable ends at this host. */
    public boolean hasHeartbeatCable() {
        return !heartbeatAddress.isEmpty();
    }
}
