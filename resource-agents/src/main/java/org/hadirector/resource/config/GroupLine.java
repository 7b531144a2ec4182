package org.hadirector.resource.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One resource group: a logical line of haresources.
 *
 * @param preferredNode the node that owns the group when both are well, lower case
 * @param key the first resource as written; unique in the file
 * @param resources acquired left to right, released right to left
 * @param line 1-based line on which the group begins
 */
public record GroupLine(String preferredNode, String key, List<ResourceSpec> resources, int line) {
    public GroupLine {
        resources = List.copyOf(resources);
    }

    /** {@code NODE R…} as heartbeat logs it. */
    public String text() {
        return preferredNode + " "
                + resources.stream().map(ResourceSpec::written).collect(Collectors.joining(" "));
    }
}
