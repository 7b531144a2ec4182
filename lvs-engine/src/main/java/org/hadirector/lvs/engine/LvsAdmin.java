package org.hadirector.lvs.engine;

import java.util.List;
import java.util.Optional;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.ServiceKey;

/**
 * The service table as an administrator changes it, operation for operation as ipvsadm does. Any thread may call; each
 * call takes effect for the next packet. Failing calls change nothing.
 */
public interface LvsAdmin {
    void addService(VirtualService service) throws LvsException;

    void editService(VirtualService service) throws LvsException;

    void deleteService(ServiceKey service) throws LvsException;

    void addServer(ServiceKey service, RealServer server) throws LvsException;

    void editServer(ServiceKey service, RealServer server) throws LvsException;

    /** Deletes the server with this address and port; its connections are cut off silently, as in IPVS. */
    void deleteServer(ServiceKey service, RealServer server) throws LvsException;

    /** Deletes every service. */
    void clear() throws LvsException;

    /** The configured table: services in no particular order, servers newest first. */
    List<Entry> table();

    /** One service as listings show it, if it is there. */
    Optional<ServiceStatus> service(ServiceKey key);

    /** A service and its servers. */
    record Entry(VirtualService service, List<RealServer> servers) {
        public Entry {
            servers = List.copyOf(servers);
        }
    }
}
