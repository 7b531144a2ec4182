package org.hadirector.resource.agent;

/** Takes ldirectord's log lines, without stamp. Must not throw. */
@FunctionalInterface
public interface LdirectordLog {
    void log(String text);
}
