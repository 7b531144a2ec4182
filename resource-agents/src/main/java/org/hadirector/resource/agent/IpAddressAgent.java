package org.hadirector.resource.agent;

import java.io.IOException;
import java.util.List;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.ResourceLog;
import org.hadirector.takeover.AddressTable;
import org.hadirector.takeover.TakeoverException;
import org.hadirector.takeover.Vip;
import org.hadirector.takeover.VipLease;
import org.hadirector.takeover.VipMover;

/**
 * {@code IPaddr} and {@code IPaddr2}: one service address. Log lines are those of the script that haresources names.
 */
public final class IpAddressAgent implements ResourceAgent {
    private final AgentName name;
    private final Vip vip;
    private final VipMover mover;
    private final AddressTable table;
    private final ResourceLog log;
    private final AddressWords words;
    private volatile boolean wanted;
    private volatile String trouble = "";

    /**
     * @param mover moves this address only
     * @param table where to look whether it is still there
     */
    public IpAddressAgent(AgentName name, Vip vip, VipMover mover, AddressTable table, ResourceLog log) {
        this.name = name;
        this.vip = vip;
        this.mover = mover;
        this.table = table;
        this.words = AddressWords.of(name, vip);
        this.log = log.by(words.script());
    }

    @Override
    public String name() {
        return name.name();
    }

    @Override
    public String command() {
        return name.command();
    }

    @Override
    public List<Vip> vips() {
        return List.of(vip);
    }

    /** Removes what a killed predecessor left. */
    @Override
    public void prepare() throws ResourceException {
        try {
            for (Vip found : mover.removeLeftovers(vip.device(), List.of(vip))) {
                log.warn("removed " + found + ", left by a former process");
            }
        } catch (IOException e) {
            throw new ResourceException("removal of what a former process left", e);
        }
    }

    @Override
    public void start() throws ResourceException {
        words.starting().forEach(log::info);
        acquire();
        wanted = true;
    }

    private void acquire() throws ResourceException {
        try {
            mover.acquire(vip);
        } catch (TakeoverException e) {
            // The message names the step and the address already.
            log.error(e.getMessage());
            throw new ResourceException(e.getMessage());
        }
        trouble = "";
    }

    @Override
    public boolean lapsed() {
        return wanted && (!mover.holds(vip) || mover.outlived(vip));
    }

    @Override
    public void restore() throws ResourceException {
        acquire();
        log.info("IP Address " + address() + " is back");
    }

    @Override
    public void stop() throws ResourceException {
        boolean held = wanted || mover.holds(vip);
        wanted = false;
        try {
            mover.release(vip);
        } catch (TakeoverException e) {
            log.error(e.getMessage());
            throw new ResourceException(e.getMessage());
        }
        if (held) {
            words.stopped().forEach(log::info);
        }
    }

    /** RUNNING when this process put the address there and it still is; FAILED when it was lost. One netlink read. */
    @Override
    public ResourceStatus monitor() {
        if (!mover.holds(vip)) {
            return wanted ? ResourceStatus.FAILED : ResourceStatus.STOPPED;
        }
        try {
            return table.contains(vip) ? ResourceStatus.RUNNING : ResourceStatus.FAILED;
        } catch (IOException e) {
            log.error("cannot look for " + address() + ": " + e.getMessage());
            return ResourceStatus.FAILED;
        }
    }

    @Override
    public void renew(long nowNs) {
        String now = "";
        for (VipMover.Trouble found : mover.renew(nowNs)) {
            now = found.text();
            if (found.lost() || !now.equals(trouble)) {
                log.error(found.lost() ? "IP Address " + address() + " lost: " + now : now);
            }
        }
        trouble = now;
    }

    /** Another lifetime in the kernel, at once when the address is held. */
    public void lifetime(VipLease.Term term) {
        mover.term(term);
    }

    @Override
    public void reannounce() {
        mover.reannounce(vip);
    }

    private String address() {
        return vip.address().getHostAddress();
    }
}
