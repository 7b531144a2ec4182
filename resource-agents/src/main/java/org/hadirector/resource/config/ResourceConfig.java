package org.hadirector.resource.config;

import java.util.Map;

/**
 * haresources and every file it names.
 *
 * @param ldirectord by the argument of the resource, empty for the default file
 */
public record ResourceConfig(Haresources haresources, Map<String, LdirectordConfig> ldirectord) {
    public ResourceConfig {
        ldirectord = Map.copyOf(ldirectord);
    }
}
