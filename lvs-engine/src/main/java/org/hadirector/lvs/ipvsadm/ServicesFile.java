package org.hadirector.lvs.ipvsadm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The ports of services(5): {@code name port/protocol aliases… # remark}. Lines it cannot read are passed over. */
final class ServicesFile {
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, Integer> ports = new HashMap<>();

    ServicesFile(List<String> lines) {
        for (String line : lines) {
            String[] words = line.replaceFirst("#.*", "").strip().split("\\s+");
            int slash = words.length < 2 ? -1 : words[1].indexOf('/');
            if (slash > 0) {
                String protocol = words[1].substring(slash + 1);
                int port = (int)
                        Numbers.parse(words[1].substring(0, slash), 0, 65_535).orElse(-1);
                if (port >= 0) {
                    enter(words, port, protocol);
                }
            }
        }
    }

    private void enter(String[] words, int port, String protocol) {
        names.putIfAbsent(port + "/" + protocol, words[0]);
        for (int i = 0; i < words.length; i++) {
            if (i != 1) {
                ports.putIfAbsent(words[i] + "/" + protocol, port);
            }
        }
    }

    Optional<String> service(int port, String protocol) {
        return Optional.ofNullable(names.get(port + "/" + protocol));
    }

    OptionalInt port(String service, String protocol) {
        Integer port = ports.get(service + "/" + protocol);
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }
}
