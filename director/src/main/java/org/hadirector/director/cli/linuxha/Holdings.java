package org.hadirector.director.cli.linuxha;

import java.io.IOException;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.config.GroupLine;
import org.hadirector.resource.config.ResourceSpec;

/** What this node holds, and the way to change it. */
interface Holdings {
    boolean active(ResourceSpec resource) throws IOException, ResourceException;

    /** Acquires a group; one that is here already is fine. */
    void take(GroupLine group) throws IOException, ResourceException;

    /** Releases a group. */
    void give(GroupLine group) throws IOException, ResourceException;
}
