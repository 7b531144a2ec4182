package org.hadirector.director.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The configuration of a director in the lab: the examples of {@code etc/} (the seed's own files) with node names,
 * addresses and paths mapped to the lab's, the timing of the experiment, and the heartbeat cable added, which the seed
 * did not have.
 */
public final class LabConfig {
    private static final String SEED_NETWORK = "211.58.250.";
    private static final String LAB_NETWORK = "192.0.2.";
    private static final String SEED_DOMAIN = ".wowlinux.com";

    private final LabPlan plan;
    private final LabHost director;

    public LabConfig(LabPlan plan, LabHost director) {
        this.plan = plan;
        this.director = director;
    }

    /** File name relative to the configuration directory → its text. */
    public Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("ha.cf", haCf(seed("ha.cf")));
        files.put("authkeys", seed("authkeys"));
        files.put("haresources", mapped(withoutRemarks(seed("haresources"))));
        // pulled, or with a node that is off, both ends of the heartbeat cable lose their carrier
        files.put("director.yaml", "direct: [eth1]\n");
        files.put("conf/ldirectord.cf", ldirectordCf(seed("conf/ldirectord.cf")));
        return files;
    }

    /** One of the seed's files, unchanged. */
    static String seed(String name) {
        try (InputStream in = LabConfig.class.getResourceAsStream("etc/ha.d/" + name)) {
            if (in == null) {
                throw new IllegalStateException("etc/ha.d/" + name + " was not packed into the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading the packed etc/ha.d/" + name, e);
        }
    }

    private String haCf(String seed) {
        StringBuilder text = new StringBuilder("# The seed's ha.cf on the lab's hosts and paths.\n");
        for (String line : withoutRemarks(seed).lines().toList()) {
            text.append(directive(line)).append('\n');
        }
        optional(text, "initdead", plan.timing().initdead());
        optional(text, "auto_failback", plan.timing().autoFailback());
        // Media lines take what was set before them: the port comes first.
        text.append("udpport " + LabPlan.HEARTBEAT_PORT + "\nbcast eth1\n");
        return text.toString();
    }

    private String directive(String line) {
        return switch (line.split("\\s+", 2)[0]) {
            case "logfile" -> "logfile " + plan.logDir(director).resolve("ha-log");
            case "debugfile" -> "debugfile " + plan.logDir(director).resolve("ha-debug");
            case "keepalive" -> "keepalive " + plan.timing().keepalive();
            case "deadtime" -> "deadtime " + plan.timing().deadtime();
            case "serial" -> "serial " + plan.serialPort(director);
            default -> mapped(line);
        };
    }

    private String ldirectordCf(String seed) {
        return "logfile=" + plan.logDir(director).resolve("ldirectord.log") + "\n" + mapped(seed);
    }

    private static void optional(StringBuilder text, String name, Optional<String> value) {
        value.ifPresent(given -> text.append(name).append(' ').append(given).append('\n'));
    }

    /** The examples explain themselves to a reader; the lab's copies need not. */
    private static String withoutRemarks(String text) {
        return text.lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String mapped(String text) {
        return text.replace(SEED_NETWORK, LAB_NETWORK).replace(SEED_DOMAIN, "");
    }
}
