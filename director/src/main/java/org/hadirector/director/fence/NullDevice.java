package org.hadirector.director.fence;

/** Says that it has done it and does nothing, as cluster-glue's {@code null}: for trying things out only. */
final class NullDevice implements FenceDevice {
    private final HostList hosts;

    NullDevice(String parameters) {
        this.hosts = new HostList(parameters);
    }

    @Override
    public String description() {
        return "NULL STONITH device";
    }

    @Override
    public boolean canReset(String host) {
        return hosts.contains(host);
    }

    @Override
    public Outcome fence(String host) {
        return new Outcome(Verdict.DONE, "null, which does nothing");
    }
}
