package org.hadirector.lvs.engine;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hadirector.lvs.helper.FtpHelper;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.PacketPath;
import org.hadirector.lvs.path.ServiceKey;

/**
 * What the data path must take up beside the services' own ports: FTP opens connections to other ports of the virtual
 * address, and masqueraded servers send from other ports. All TCP ports of these addresses come up then; what is not
 * expected goes to the stack as before. Used under the engine's control lock.
 */
final class OtherPorts {
    private static final int FTP = FtpHelper.DEFAULT_PORT;

    private final PacketPath path;
    private final Diversions diversions;
    private List<Integer> ftpPorts = List.of(FTP);
    private final Set<ServiceKey> diverted = new HashSet<>();
    private final Set<ServiceKey> replies = new HashSet<>();

    OtherPorts(PacketPath path, Diversions diversions) {
        this.path = path;
        this.diversions = diversions;
    }

    /** Says which ports have the helper; {@link #follow} must be called then. */
    void ftpPorts(List<Integer> ports) {
        ftpPorts = List.copyOf(ports);
    }

    /** Takes up what the table needs now, gives back what it needs no more. */
    void follow(ControlTable table) throws IOException {
        Set<ServiceKey> needed = new HashSet<>();
        Set<ServiceKey> neededSources = new HashSet<>();
        for (ControlTable.Row row : table.rows()) {
            ServiceKey service = row.entry().key();
            boolean data = isPersistentFtp(row);
            for (ServerEntry entry : row.servers()) {
                RealServer server = row.config(entry);
                if (server.method() == ForwardingMethod.MASQUERADE && (data || isHelped(service))) {
                    data = true;
                    neededSources.add(new ServiceKey(PacketView.TCP, server.address(), 0));
                }
            }
            if (data) {
                needed.add(new ServiceKey(PacketView.TCP, service.address(), 0));
            }
        }
        take(needed, neededSources);
        for (ServiceKey key : List.copyOf(diverted)) {
            if (!needed.contains(key)) {
                diversions.remove(key, Diversions.Cause.OTHER_PORTS);
                diverted.remove(key);
            }
        }
        for (ServiceKey key : List.copyOf(replies)) {
            if (!neededSources.contains(key)) {
                // A service of port 0 or of a mark may need them as well, also for servers that it has discarded.
                for (ServiceKey unused : table.unused(List.of(key))) {
                    path.undivertReplies(unused);
                }
                replies.remove(key);
            }
        }
    }

    /** Those of the given sources of replies that no data connection needs. */
    Set<ServiceKey> unneeded(Collection<ServiceKey> sources) {
        Set<ServiceKey> unneeded = new HashSet<>(sources);
        unneeded.removeAll(replies);
        return unneeded;
    }

    /** Step by step, so that what was taken up before a failure is known to be there. */
    private void take(Set<ServiceKey> needed, Set<ServiceKey> neededSources) throws IOException {
        for (ServiceKey key : needed) {
            diversions.add(key, Diversions.Cause.OTHER_PORTS);
            diverted.add(key);
        }
        for (ServiceKey key : neededSources) {
            path.divertReplies(key);
            replies.add(key);
        }
    }

    /** Whether a change of this row may change what is needed. */
    boolean concerns(ControlTable.Row row) {
        ServiceKey service = row.entry().key();
        return isHelped(service) || service.protocol() == PacketView.TCP && service.port() == FTP;
    }

    private boolean isHelped(ServiceKey service) {
        return !service.isMark() && service.protocol() == PacketView.TCP && ftpPorts.contains(service.port());
    }

    private static boolean isPersistentFtp(ControlTable.Row row) {
        ServiceKey service = row.entry().key();
        return !service.isMark()
                && service.protocol() == PacketView.TCP
                && service.port() == FTP
                && row.config().persistentSeconds() > 0;
    }
}
