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
 * expected goes to the stack as before. And servers on this machine answer in the service's own name (record 32). Used
 * under the engine's control lock.
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

    /** Takes up what a service needs that comes anew. */
    void grow(ControlTable.Row row) throws IOException {
        if (isPersistentFtp(row)) {
            take(Set.of(virtual(row)), Set.of());
        }
    }

    /**
     * Takes up what a server needs that comes anew; as {@link #follow(ControlTable)}, but without a look at thousands
     * of others.
     */
    void grow(ControlTable.Row row, ServerEntry entry) throws IOException {
        if (answersHere(row, entry)) {
            take(Set.of(), Set.of(row.entry().key()));
        }
        RealServer server = row.config(entry);
        if (server.method() == ForwardingMethod.MASQUERADE && hasData(row)) {
            take(Set.of(virtual(row)), Set.of(source(server)));
        }
    }

    /** As {@link #follow(ControlTable)}, after a change of one service. */
    void follow(ControlTable table, ControlTable.Row changed) throws IOException {
        ServiceKey service = changed.entry().key();
        boolean answers = replies.contains(service)
                || changed.servers().stream().anyMatch(server -> answersHere(changed, server));
        if (answers || isHelped(service) || service.protocol() == PacketView.TCP && service.port() == FTP) {
            follow(table);
        }
    }

    /** Takes up what the table needs now, gives back what it needs no more. */
    void follow(ControlTable table) throws IOException {
        Set<ServiceKey> needed = new HashSet<>();
        Set<ServiceKey> neededSources = new HashSet<>();
        for (ControlTable.Row row : table.rows()) {
            if (row.servers().stream().anyMatch(server -> answersHere(row, server))) {
                neededSources.add(row.entry().key());
            }
            if (!hasData(row)) {
                continue;
            }
            boolean data = isPersistentFtp(row);
            for (ServerEntry entry : row.servers()) {
                RealServer server = row.config(entry);
                if (server.method() == ForwardingMethod.MASQUERADE) {
                    data = true;
                    neededSources.add(source(server));
                }
            }
            if (data) {
                needed.add(virtual(row));
            }
        }
        take(needed, neededSources);
        for (ServiceKey key : List.copyOf(diverted)) {
            if (!needed.contains(key)) {
                diversions.remove(key, Diversions.Cause.OTHER_PORTS);
                diverted.remove(key);
            }
        }
        Set<ServiceKey> over = new HashSet<>(replies);
        over.removeAll(neededSources);
        // A service of port 0 or of a mark may need them as well, also for servers that it has discarded.
        Set<ServiceKey> unused = table.unused(over);
        for (ServiceKey key : over) {
            if (unused.contains(key)) {
                path.undivertReplies(key);
            }
            replies.remove(key);
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

    /** Whether the server is this machine and answers in the service's own name; of a mark's no address is known. */
    private static boolean answersHere(ControlTable.Row row, ServerEntry server) {
        return server.method() == ForwardingMethod.LOCAL && !row.entry().key().isMark();
    }

    /** Whether masqueraded servers of the row send from other ports. */
    private boolean hasData(ControlTable.Row row) {
        return isPersistentFtp(row) || isHelped(row.entry().key());
    }

    private static ServiceKey virtual(ControlTable.Row row) {
        return new ServiceKey(PacketView.TCP, row.entry().key().address(), 0);
    }

    private static ServiceKey source(RealServer server) {
        return new ServiceKey(PacketView.TCP, server.address(), 0);
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
