package org.hadirector.director.fence;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The hosts of a device that is configured with nothing else, as {@code meatware ha1 ha2}. */
final class HostList {
    private final List<String> hosts;

    HostList(String words) {
        String list = words.strip().replaceFirst("^hostlist=", "");
        this.hosts = Arrays.stream(list.toLowerCase(Locale.ROOT).split("[\\s,]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    boolean contains(String host) {
        return hosts.contains(host.toLowerCase(Locale.ROOT));
    }
}
