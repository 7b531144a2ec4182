package org.hadirector.resource.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.hadirector.lvs.model.SchedulerFlag;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.ServiceKey;

/** Reads one block of ldirectord.cf (ldirectord(8), PER-VIRTUAL DIRECTIVES). One instance per block. */
final class VirtualReader {
    /** Directives that stand in a block only; at the margin they lack their indentation. */
    static final Set<String> NAMES = Set.of(
            "real",
            "real6",
            "checktype",
            "service",
            "checkcommand",
            "checkport",
            "request",
            "receive",
            "httpmethod",
            "virtualhost",
            "scheduler",
            "persistent",
            "netmask",
            "protocol",
            "login",
            "passwd",
            "database",
            "secret",
            "monitorfile",
            "servicename",
            "comment",
            "load",
            "ops",
            "schedflags");

    private static final long MAX_MARK = 0xffff_ffffL;

    private final NameService names;
    private final Predicate<String> schedulerKnown;
    private final Problems problems;
    private final Defaults defaults;
    private final Values values;
    private final Map<String, Consumer<Directive>> table = new HashMap<>();
    private final Map<String, String> accepted = new HashMap<>();
    private final List<Directive> reals = new ArrayList<>();
    private CheckDraft check;
    private Directive fallback;
    private boolean six;
    /** Whether the service is that of a firewall mark. */
    private boolean marked;

    private String protocol = "";
    private String scheduler = "wrr";
    private int persistentSeconds;
    private Integer netmask;
    private boolean ops;
    private Set<SchedulerFlag> flags = Set.of();
    private boolean quiescent;
    private boolean cleanStop;
    private String fallbackCommand;

    VirtualReader(NameService names, Predicate<String> schedulerKnown, Problems problems, Defaults defaults) {
        this.names = names;
        this.schedulerKnown = schedulerKnown;
        this.problems = problems;
        this.defaults = defaults;
        this.values = new Values(problems);
        this.quiescent = defaults.quiescent;
        this.cleanStop = defaults.cleanStop;
        this.fallbackCommand = defaults.fallbackCommand;
    }

    /** The block, or null when not even its address could be understood; its lines are checked all the same. */
    VirtualBlock read(LdirectordLexer.Block block) {
        Directive head = block.head();
        six = head.name().equals("virtual6");
        marked = head.value() != null && Values.unquoted(head.value()).matches("\\d+");
        check = new CheckDraft(problems, defaults, head.line());
        check.register(table);
        service();
        servers();
        later();
        block.body().forEach(this::directive);
        ServiceKey key = key(head);
        int port = key == null ? 0 : key.port();
        CheckSettings settings = check.finish(port, defaults);
        RealLineReader reader = new RealLineReader(names, problems);
        String word = key != null && key.protocol() == 17 ? "udp" : "tcp";
        RealLineReader.Context context =
                new RealLineReader.Context(six, marked, port, word, settings.request(), settings.receive());
        List<RealLine> servers = realLines(reader, context);
        Optional<RealLine> sorry = fallback != null
                ? reader.fallback(fallback, context)
                : (six ? defaults.fallback6 : defaults.fallback).map(line -> atPort(line, marked ? line.port() : port));
        if (key == null) {
            return null;
        }
        if (marked
                && settings.port() == 0
                && settings.usualPort() == 0
                && settings.type().needsPort()) {
            servers.stream()
                    .filter(server -> server.port() == 0)
                    .forEach(server -> problems.warning(
                            server.line(),
                            "no port to check " + server.id() + ": it is always taken as up",
                            "write checkport=80, or service=http, or checktype=ping"));
        }
        int mask = netmask == null ? VirtualService.fullMask(key) : netmask;
        boolean onePacket = ops && (marked || word.equals("udp"));
        return new VirtualBlock(
                new VirtualService(key, scheduler, flags, persistentSeconds, mask, "", onePacket),
                servers,
                settings,
                quiescent,
                cleanStop,
                sorry,
                fallbackCommand,
                accepted,
                head.line());
    }

    private List<RealLine> realLines(RealLineReader reader, RealLineReader.Context context) {
        List<RealLine> servers = new ArrayList<>();
        Map<Map.Entry<InetAddress, Integer>, Integer> seen = new HashMap<>();
        for (Directive real : reals) {
            for (RealLine server : reader.real(real, context)) {
                Integer before = seen.putIfAbsent(Map.entry(server.address(), server.tablePort()), real.line());
                if (before != null) {
                    problems.error(
                            real.line(),
                            "duplicate real server " + server.id(),
                            "it stands in line " + before + " already: remove one of them");
                } else if (check.checkPattern(real, server.receive())) {
                    servers.add(server);
                }
            }
        }
        return servers;
    }

    private static RealLine atPort(RealLine line, int port) {
        return new RealLine(
                line.address(),
                line.port() == 0 ? port : line.port(),
                port,
                line.method(),
                line.weight(),
                0,
                0,
                "",
                "",
                line.line());
    }

    private void directive(Directive directive) {
        Consumer<Directive> reader = directive.value() == null ? null : table.get(directive.name());
        if (reader == null) {
            values.unknown(
                    directive,
                    directive.value() == null
                            ? "write name=value"
                            : "correct the name; global directives stand at the margin, before the blocks");
        } else {
            reader.accept(directive);
        }
    }

    private ServiceKey key(Directive head) {
        String text = head.value() == null ? "" : Values.unquoted(head.value());
        if (marked) {
            return mark(head, text);
        }
        if (!six && text.startsWith("[")) {
            problems.error(
                    head.line(),
                    "cannot specify an IPv6 address here. please use \"virtual6\" instead.",
                    "virtual6=" + text);
            return null;
        }
        HostPort where = HostPort.split(text);
        if (where == null || where.port() == null) {
            problems.error(head.line(), "invalid address for virtual server", "write " + head.name() + "=address:port");
            return null;
        }
        boolean dns =
                protocol.isEmpty() && (where.port().equals("53") || where.port().equals("domain"));
        String word = dns ? "udp" : (protocol.isEmpty() ? "tcp" : protocol);
        Optional<InetAddress> address = where.address(names, six);
        OptionalInt port = where.number(names, word);
        if (address.isEmpty() || port.isEmpty()) {
            problems.error(
                    head.line(),
                    six ? "invalid ipv6 address for virtual server" : "invalid address for virtual service",
                    address.isEmpty()
                            ? where.host() + " is no address and no name that resolves"
                            : "port " + where.port() + " is not known");
            return null;
        }
        if (port.getAsInt() == 0 && persistentSeconds == 0) {
            problems.error(head.line(), "Zero port specified for non-persistent service", "add persistent=300");
        }
        return new ServiceKey(word.equals("udp") ? 17 : 6, address.get(), port.getAsInt());
    }

    private ServiceKey mark(Directive head, String text) {
        long mark = text.length() > 10 ? 0 : Long.parseLong(text);
        if (mark == 0 || mark > MAX_MARK) {
            problems.error(
                    head.line(),
                    "invalid fwmark value `" + text + "' specified",
                    "write a firewall mark from 1 to " + MAX_MARK + ", or address:port");
            return null;
        }
        return ServiceKey.ofMark((int) mark, six);
    }

    private void service() {
        table.put("protocol", d -> {
            if (marked) {
                if (!d.value().equals("fwm")) {
                    problems.error(
                            d.line(),
                            "protocol must be fwm if the virtual service is a fwmark (a number)",
                            "leave protocol out, or write protocol=fwm");
                }
            } else if (d.value().equals("tcp") || d.value().equals("udp")) {
                protocol = d.value();
            } else {
                problems.error(d.line(), "protocol must be tcp or udp", "fwm is for firewall marks only");
            }
        });
        table.put("scheduler", this::scheduler);
        table.put("persistent", d -> {
            if (!d.value().equals("0")) {
                values.count(d, "invalid persistent timeout", n -> persistentSeconds = n);
            }
        });
        table.put("netmask", this::netmask);
        table.put("quiescent", d -> values.yesNo(d, yes -> quiescent = yes));
        table.put("cleanstop", d -> values.yesNo(d, yes -> cleanStop = yes));
        table.put("fallbackcommand", d -> values.text(d, text -> fallbackCommand = text));
    }

    private void scheduler(Directive directive) {
        String value = Values.unquoted(directive.value());
        if (!value.matches("[a-z]+")) {
            problems.error(
                    directive.line(), "invalid scheduler, should be only lowercase letters (a-z)", "such as rr or wlc");
        } else if (!schedulerKnown.test(value)) {
            problems.error(
                    directive.line(),
                    "Scheduler or persistence engine not found: " + value,
                    "use a scheduler this engine has, such as rr or wrr");
        } else {
            scheduler = value;
        }
    }

    private void netmask(Directive directive) {
        if (six) {
            if (directive.value().matches("\\d{1,3}")
                    && Integer.parseInt(directive.value()) >= 1
                    && Integer.parseInt(directive.value()) <= 128) {
                netmask = Integer.parseInt(directive.value());
            } else {
                problems.error(
                        directive.line(),
                        "invalid netmask: a prefix length between 1 and 128 is required",
                        "write netmask=64");
            }
            return;
        }
        InetAddress mask = Addresses.literal(directive.value());
        if (mask != null && mask.getAddress().length == 4) {
            netmask = Addresses.toInt(mask);
        } else {
            problems.error(
                    directive.line(),
                    "invalid netmask: dotted quad notation is required",
                    "write a netmask such as 255.255.255.0");
        }
    }

    private void schedulerFlags(Directive directive) {
        Set<SchedulerFlag> found = EnumSet.noneOf(SchedulerFlag.class);
        for (String word : Values.unquoted(directive.value()).split(",")) {
            switch (word) {
                case "sh-fallback", "mh-fallback", "flag-1" -> found.add(SchedulerFlag.FLAG_1);
                case "sh-port", "mh-port", "flag-2" -> found.add(SchedulerFlag.FLAG_2);
                case "flag-3" -> found.add(SchedulerFlag.FLAG_3);
                default -> problems.error(
                        directive.line(),
                        "unknown scheduler flag " + word,
                        "sh-fallback, sh-port, mh-fallback, mh-port, flag-1, flag-2, flag-3");
            }
        }
        flags = found;
    }

    private void servers() {
        String own = six ? "6" : "";
        String other = six ? "" : "6";
        table.put("real" + own, reals::add);
        table.put("fallback" + own, d -> fallback = d);
        for (String name : new String[] {"real", "fallback"}) {
            table.put(
                    name + other,
                    d -> problems.error(
                            d.line(),
                            "cannot specify \"" + name + other + "\" here.  please use \"" + name + own + "\" instead",
                            "the block is " + (six ? "IPv6" : "IPv4")));
        }
    }

    private void later() {
        for (String name : new String[] {"login", "passwd", "database", "secret", "load"}) {
            String error =
                    switch (name) {
                        case "login" -> "invalid login string";
                        case "passwd" -> "invalid password";
                        case "load" -> "invalid string for load testing";
                        default -> "invalid " + name;
                    };
            table.put(name, d -> values.quoted(d, error, text -> accepted.put(name, text)));
        }
        for (String name : new String[] {"servicename", "comment"}) {
            table.put(name, d -> accepted.put(name, Values.unquoted(d.value())));
        }
        table.put(
                "emailalert", d -> note(d, "mails are not sent by this version; changes are logged", "watch the log"));
        table.put("smtp", d -> note(d, "mails are not sent by this version; changes are logged", "watch the log"));
        table.put("emailalertfreq", d -> AlertValues.frequency(d, problems, () -> accepted.put(d.name(), d.value())));
        table.put("emailalertstatus", d -> AlertValues.status(d, problems, () -> accepted.put(d.name(), d.value())));
        table.put("monitorfile", this::monitorFile);
        table.put("ops", d -> values.yesNo(d, yes -> ops = yes));
        table.put("schedflags", this::schedulerFlags);
    }

    private void monitorFile(Directive directive) {
        String path = Values.unquoted(directive.value());
        if (path.isEmpty()) {
            problems.error(
                    directive.line(),
                    "unable to open monitorfile : No such file or directory",
                    "name a file, or remove it");
        } else {
            note(directive, "the file is not written by this version; changes are logged", "watch the log");
        }
    }

    private void note(Directive directive, String instead, String remedy) {
        accepted.put(directive.name(), Values.unquoted(directive.value()));
        problems.warning(directive.line(), directive.name() + ": " + instead, remedy);
    }
}
