package org.hadirector.resource.config;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hadirector.takeover.ConfigException;
import org.hadirector.takeover.VipArgument;

/**
 * An address that haresources names twice, be it with another mask, label or agent. Groups move one by one, so an
 * address of two groups would be served by two nodes at once as soon as these are on different ones.
 */
final class DoubledAddresses {
    private final Problems problems;

    DoubledAddresses(Problems problems) {
        this.problems = problems;
    }

    private record Place(GroupLine group, ResourceSpec spec) {}

    void look(List<GroupLine> groups) {
        Map<String, Place> first = new HashMap<>();
        for (GroupLine group : groups) {
            for (ResourceSpec spec : group.resources()) {
                Place here = new Place(group, spec);
                String address = address(spec);
                Place before = address == null ? null : first.putIfAbsent(address, here);
                if (before != null) {
                    tell(before, here);
                }
            }
        }
    }

    private void tell(Place before, Place here) {
        String text = "address " + here.spec().written() + " is in line "
                + before.spec().line() + " already, as " + before.spec().written();
        int line = here.spec().line();
        if (before.group() == here.group()) {
            problems.warning(line, text, "name it once");
        } else if (!before.group().key().equals(here.group().key())) { // that one is told as it is
            problems.error(line, text, "name it once: two nodes would serve it when the groups are on different ones");
        }
    }

    /** One that is good on a single link may be on others as well. */
    private static String address(ResourceSpec spec) {
        if (!spec.isAddress() || spec.args().size() != 1) {
            return null;
        }
        try {
            VipArgument argument = VipArgument.parse(spec.args().get(0));
            InetAddress address = argument.address();
            return address.getHostAddress() + (address.isLinkLocalAddress() ? "%" + argument.device() : "");
        } catch (ConfigException malformed) {
            return null;
        }
    }
}
