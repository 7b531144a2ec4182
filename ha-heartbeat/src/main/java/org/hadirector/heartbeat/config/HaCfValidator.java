package org.hadirector.heartbeat.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.heartbeat.config.ConfigProblem.Stage;

/** What is wrong with an ha.cf on this machine: node names, media, and whether two nodes could work with it. */
public final class HaCfValidator {
    private final NodeFacts facts;

    public HaCfValidator(NodeFacts facts) {
        this.facts = facts;
    }

    /** The problems beyond those that the parser found. */
    public List<ConfigProblem> validate(HaCf haCf) {
        Problems problems = new Problems(haCf.file(), Stage.CHECKING);
        Problems reading = new Problems(haCf.file(), Stage.READING);
        new ServiceValidator(facts, reading).check(haCf);
        witnesses(haCf, reading);
        haCf.directives().forEach(directive -> FenceDirectives.checkDevice(directive, facts.nodeName(), reading));
        haCf.media().forEach(medium -> check(haCf, medium, reading));
        nodes(haCf, problems);
        media(haCf, problems);
        List<ConfigProblem> all = new ArrayList<>(reading.sorted());
        all.addAll(problems.sorted());
        return all;
    }

    private void nodes(HaCf haCf, Problems problems) {
        String own = facts.nodeName().toLowerCase(Locale.ROOT);
        if (haCf.nodes().isEmpty()) {
            problems.refused(0, "no nodes defined", "two node lines with the names that uname -n prints");
        } else if (haCf.nodes().size() == 1) {
            problems.hint(0, "only one node defined", "a second node line: alone there is nobody to take over");
        }
        if (!haCf.nodes().contains(own) && !joins(haCf)) {
            String text = "Current node [" + own + "] not in configuration!";
            problems.said(
                    Severity.ERROR,
                    Stage.CHECKING,
                    line(haCf, "node"),
                    text,
                    "a node line must say " + own + ", as uname -n prints it",
                    "ERROR: " + text,
                    "info: By default, cluster nodes are named by `uname -n` and must be declared with a 'node'"
                            + " directive in the ha.cf file.",
                    "info: See also: http://linux-ha.org/wiki/Ha.cf#node_directive");
        }
    }

    private void witnesses(HaCf haCf, Problems problems) {
        for (HaCf.Witness witness : haCf.witnesses()) {
            for (String address : witness.addresses()) {
                if (facts.resolve(address).isPresent()) {
                    continue;
                }
                if (witness.name().equals(address)) {
                    IllegalMedium.ping(witness.line(), address, problems);
                } else {
                    problems.said(
                            Severity.WARNING,
                            Stage.READING,
                            witness.line(),
                            "unknown host: " + address,
                            "write its address; the group does without it",
                            "ERROR: unknown host: " + address);
                }
            }
        }
    }

    /** Whether heartbeat would add this node by itself; the parser has refused that. */
    private static boolean joins(HaCf haCf) {
        return haCf.directives().stream()
                .filter(directive -> directive.name().equals("autojoin"))
                .flatMap(directive -> directive.values().stream())
                .anyMatch(value -> value.equalsIgnoreCase("any"));
    }

    private static int line(HaCf haCf, String name) {
        return haCf.directives().stream()
                .filter(d -> d.name().equals(name))
                .mapToInt(Directive::line)
                .findFirst()
                .orElse(0);
    }

    private void media(HaCf haCf, Problems problems) {
        if (haCf.media().isEmpty()) {
            problems.refused(
                    0, "No heartbeat media defined", "at least one of bcast, mcast, ucast, serial; better two");
            return;
        }
        List<Medium> links = new ArrayList<>();
        for (Medium medium : haCf.media()) {
            if (!ownLine(medium) && links.stream().anyMatch(medium::sameAs)) {
                problems.warning(medium.line(), "the same medium twice", "remove one");
            }
            links.add(medium);
        }
        List<Medium> used = usable(haCf);
        if (used.isEmpty()) {
            problems.error(
                    0, "no medium reaches the other node", "a ucast line with its address, bcast, mcast, or serial");
        } else if (used.stream().map(Medium::name).distinct().count() == 1) {
            problems.hint(
                    used.get(0).line(),
                    "only one heartbeat medium: a single cable fails both nodes' knowledge of each other",
                    "add a second one on another interface, or a serial line");
        }
    }

    /** The media that make links here: a ucast line with one of our own addresses makes none. */
    public List<Medium> usable(HaCf haCf) {
        return haCf.media().stream().filter(medium -> !ownLine(medium)).toList();
    }

    private boolean ownLine(Medium medium) {
        if (medium instanceof Medium.Ucast6 six) {
            return AddressText.ipv6(six.peer()).filter(facts::isLocal).isPresent()
                    || six.mapped().filter(facts::isLocal).isPresent();
        }
        return medium instanceof Medium.Ucast ucast
                && facts.resolve(ucast.peer()).map(facts::isLocal).orElse(false);
    }

    private void check(HaCf haCf, Medium medium, Problems problems) {
        if (medium instanceof Medium.Serial serial) {
            serial(haCf, serial, problems);
            return;
        }
        if (!facts.hasInterface(medium.name())) {
            boolean alias = facts.hasInterface(medium.name().replaceFirst(":.*", ""));
            IllegalMedium.noInterface(medium, alias, problems);
        } else if (medium instanceof Medium.Ucast6 six) {
            new Ipv6Scope(facts, problems).check(six);
        }
        if (medium instanceof Medium.Ucast ucast) {
            Optional<InetAddress> peer = facts.resolve(ucast.peer());
            if (peer.isEmpty()) {
                problems.said(
                        Severity.ERROR,
                        Stage.READING,
                        medium.line(),
                        "ucast: cannot resolve hostname",
                        "write the address of [" + ucast.peer() + "], a name server may be away just when it matters",
                        "ERROR: ucast: cannot resolve hostname");
            }
        }
    }

    private void serial(HaCf haCf, Medium.Serial serial, Problems problems) {
        switch (facts.device(serial.device())) {
            case MISSING -> {
                String text = "Nonexistent serial port [" + serial.device() + "] in config file";
                String remedy = "plug it in, or remove the line";
                IllegalMedium.serial(serial.line(), text, serial.device(), remedy, problems);
                problems.ofTheMoment();
            }
            case SOMETHING_ELSE -> IllegalMedium.serial(
                    serial.line(),
                    "Serial port [" + serial.device() + "] not a char device in config file",
                    serial.device(),
                    "such as /dev/ttyS0 or /dev/ttyUSB0",
                    problems);
            case NO_TERMINAL -> problems.byDesign(
                    serial.line(), serial.device() + " is not a serial device", "such as /dev/ttyS0 or /dev/ttyUSB0");
            default -> {}
        }
        SerialBudget.check(serial, haCf.times().keepaliveNs(), problems);
    }
}
