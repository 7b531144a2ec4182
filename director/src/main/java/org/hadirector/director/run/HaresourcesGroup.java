package org.hadirector.director.run;

import java.net.InetAddress;
import java.util.List;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.ResourceGroup;
import org.hadirector.takeover.Vip;

/** A line of haresources as the daemon handles it. */
final class HaresourcesGroup implements ManagedGroup {
    private final ResourceGroup group;
    private final List<InetAddress> addresses;

    HaresourcesGroup(ResourceGroup group) {
        this.group = group;
        this.addresses = group.vips().stream().map(Vip::address).distinct().toList();
    }

    @Override
    public String key() {
        return group.key();
    }

    @Override
    public List<InetAddress> addresses() {
        return addresses;
    }

    @Override
    public List<ResourceAgent> agents() {
        return group.agents();
    }

    @Override
    public void prepare() throws ResourceException {
        group.prepare();
    }

    @Override
    public void clear() throws ResourceException {
        group.clear();
    }

    @Override
    public void start() throws ResourceException {
        group.start();
    }

    @Override
    public void stop() throws ResourceException {
        group.stop();
    }

    @Override
    public void renew(long nowNs) {
        group.renew(nowNs);
    }

    @Override
    public void reannounce() {
        group.reannounce();
    }

    @Override
    public void close() throws ResourceException {
        group.close();
    }
}
