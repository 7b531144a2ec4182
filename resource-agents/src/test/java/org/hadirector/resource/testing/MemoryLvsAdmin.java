package org.hadirector.resource.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hadirector.lvs.engine.LvsAdmin;
import org.hadirector.lvs.engine.LvsException;
import org.hadirector.lvs.engine.LvsException.Reason;
import org.hadirector.lvs.engine.ServerStatus;
import org.hadirector.lvs.engine.ServiceStatus;
import org.hadirector.lvs.engine.Traffic;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.ServiceKey;

/** The service table in memory; refuses what the kernel refuses, with its reasons. */
public final class MemoryLvsAdmin implements LvsAdmin {
    private final Map<ServiceKey, VirtualService> services = new LinkedHashMap<>();
    private final Map<ServiceKey, List<RealServer>> servers = new LinkedHashMap<>();
    private boolean refusing;
    private boolean reachable = true;

    /** From now on every change fails as it does when the data path refuses. */
    public synchronized void refuseEverything() {
        refusing = true;
    }

    @Override
    public synchronized void addService(VirtualService service) throws LvsException {
        open();
        if (services.putIfAbsent(service.key(), service) != null) {
            throw new LvsException(Reason.SERVICE_EXISTS);
        }
        servers.put(service.key(), new ArrayList<>());
    }

    @Override
    public synchronized void editService(VirtualService service) throws LvsException {
        open();
        if (services.replace(service.key(), service) == null) {
            throw new LvsException(Reason.NO_SUCH_SERVICE);
        }
    }

    @Override
    public synchronized void deleteService(ServiceKey service) throws LvsException {
        open();
        if (services.remove(service) == null) {
            throw new LvsException(Reason.NO_SUCH_SERVICE);
        }
        servers.remove(service);
    }

    @Override
    public synchronized void addServer(ServiceKey service, RealServer server) throws LvsException {
        if (find(service, server) >= 0) {
            throw new LvsException(Reason.DESTINATION_EXISTS);
        }
        servers.get(service).add(0, server);
    }

    @Override
    public synchronized void editServer(ServiceKey service, RealServer server) throws LvsException {
        int index = find(service, server);
        if (index < 0) {
            throw new LvsException(Reason.NO_SUCH_DESTINATION);
        }
        servers.get(service).set(index, server);
    }

    @Override
    public synchronized void deleteServer(ServiceKey service, RealServer server) throws LvsException {
        int index = find(service, server);
        if (index < 0) {
            throw new LvsException(Reason.NO_SUCH_DESTINATION);
        }
        servers.get(service).remove(index);
    }

    @Override
    public synchronized void clear() throws LvsException {
        open();
        services.clear();
        servers.clear();
    }

    @Override
    public synchronized List<Entry> table() {
        return services.values().stream()
                .map(service -> new Entry(service, servers.get(service.key())))
                .toList();
    }

    /** From now on no neighbour answers for any real server, or all do again. */
    public synchronized void silence(boolean silent) {
        reachable = !silent;
    }

    @Override
    public synchronized Optional<ServiceStatus> service(ServiceKey key) {
        Traffic none = new Traffic(0, 0, 0, 0, 0, new Traffic.Rates(0, 0, 0, 0, 0));
        return Optional.ofNullable(services.get(key))
                .map(service -> new ServiceStatus(
                        service,
                        none,
                        servers.get(key).stream()
                                .map(server -> new ServerStatus(server, 0, 0, 0, none, false, reachable))
                                .toList()));
    }

    /** {@code 10.0.0.2:80 w1}, sorted: the servers of the only service. */
    public synchronized List<String> rows() {
        return servers.values().stream()
                .flatMap(List::stream)
                .map(server -> server.address().getHostAddress() + ":" + server.port() + " w" + server.weight())
                .sorted()
                .toList();
    }

    private void open() throws LvsException {
        if (refusing) {
            throw new LvsException(Reason.DATA_PATH);
        }
    }

    private int find(ServiceKey service, RealServer server) throws LvsException {
        open();
        if (!services.containsKey(service)) {
            throw new LvsException(Reason.SERVICE_NOT_DEFINED);
        }
        List<RealServer> present = servers.get(service);
        for (int i = 0; i < present.size(); i++) {
            if (present.get(i).address().equals(server.address())
                    && present.get(i).port() == server.port()) {
                return i;
            }
        }
        return -1;
    }
}
