package org.hadirector.lvs.ipvsadm;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.Tunnel;

/** Which options of a tunnel go together. */
final class TunnelOptions {
    private static final Option[] ALL = {
        Option.TUN_TYPE, Option.TUN_PORT, Option.TUN_NOCSUM, Option.TUN_CSUM, Option.TUN_REMCSUM
    };
    private static final Set<Option> CHECKSUMS = EnumSet.of(Option.TUN_NOCSUM, Option.TUN_CSUM, Option.TUN_REMCSUM);

    private TunnelOptions() {}

    static Tunnel.Type type(String name) throws UsageException {
        return switch (name) {
            case "ipip" -> Tunnel.Type.IPIP;
            case "gue" -> Tunnel.Type.GUE;
            case "gre" -> Tunnel.Type.GRE;
            default -> throw UsageException.fail("illegal tunnel type specified");
        };
    }

    static String name(Tunnel.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    static void check(Invocation line) throws UsageException {
        boolean any = false;
        for (Option option : ALL) {
            any |= line.has(option);
        }
        if (any && line.method != ForwardingMethod.TUNNEL) {
            throw UsageException.fail("Tunnel options conflict with forward method");
        }
        String type = "the '" + name(line.tunnelType) + "' tunnel type";
        if (line.tunnelType == Tunnel.Type.GUE && !line.has(Option.TUN_PORT)) {
            throw UsageException.fail("You need to supply the 'tun-port' option for " + type);
        }
        Option before = null;
        for (Option option : ALL) {
            if (!line.has(option)) {
                continue;
            }
            if (!takes(line.tunnelType, option)) {
                throw UsageException.fail("Illegal '" + option.text() + "' option with " + type);
            }
            if (CHECKSUMS.contains(option) && before != null) {
                throw UsageException.fail("The option '" + option.text() + "' conflicts with the '" + before.text()
                        + "' option in " + type);
            }
            before = CHECKSUMS.contains(option) ? option : before;
        }
    }

    private static boolean takes(Tunnel.Type type, Option option) {
        return switch (option) {
            case TUN_PORT, TUN_REMCSUM -> type == Tunnel.Type.GUE;
            case TUN_CSUM, TUN_NOCSUM -> type != Tunnel.Type.IPIP;
            default -> true;
        };
    }
}
