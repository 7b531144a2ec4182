package org.hadirector.resource.config;

import java.util.List;

/**
 * The resource groups of a pair; the file must be the same on both nodes.
 *
 * @param file as the user named it
 */
public record Haresources(String file, List<GroupLine> groups) {
    public Haresources {
        groups = List.copyOf(groups);
    }
}
