package org.hadirector.lvs.engine;

import java.util.List;
import org.hadirector.lvs.model.VirtualService;

/**
 * A virtual service as listed.
 *
 * @param servers newest first
 */
public record ServiceStatus(VirtualService service, Traffic traffic, List<ServerStatus> servers) {
    public ServiceStatus {
        servers = List.copyOf(servers);
    }
}
