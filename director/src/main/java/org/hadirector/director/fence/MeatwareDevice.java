package org.hadirector.director.fence;

/** A person resets the node and confirms it with {@code meatclient -c NODE} or {@code director fence confirm NODE}. */
final class MeatwareDevice implements FenceDevice {
    private final HostList hosts;

    MeatwareDevice(String parameters) {
        this.hosts = new HostList(parameters);
    }

    @Override
    public String description() {
        return "Meatware STONITH device";
    }

    @Override
    public boolean canReset(String host) {
        return hosts.contains(host);
    }

    @Override
    public Outcome fence(String host) {
        return new Outcome(
                Verdict.BY_HAND,
                "OPERATOR INTERVENTION REQUIRED to reset " + host + ". Run \"meatclient -c " + host
                        + "\" AFTER power-cycling the machine.");
    }
}
