package org.hadirector.director.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Further service addresses in the lab's group, to see how many of them move: of the third documentation network (RFC
 * 5737), behind the first address and before what needs them.
 */
public final class MoreAddresses {
    /** As many as the network has. */
    public static final int MOST = 255;

    private MoreAddresses() {}

    /** Writes them into haresources of both directors, which must not run yet. */
    public static void add(LabPlan plan, int count) throws IOException {
        if (count < 0 || count > MOST) {
            throw new IllegalArgumentException("a lab has at most " + MOST + " more addresses, not " + count);
        }
        String more = IntStream.rangeClosed(1, count)
                .mapToObj(n -> " 203.0.113." + n + "/32/eth0")
                .collect(Collectors.joining());
        for (LabHost host : plan.hosts(LabHost.Role.DIRECTOR)) {
            Path file = plan.configDir(host).resolve("haresources");
            Files.writeString(file, Files.readString(file).replace(LabPlan.VIP, LabPlan.VIP + more));
        }
    }
}
