package org.hadirector.resource.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Gathers the check directives of one virtual service; its order of lines does not matter. */
final class CheckDraft {
    private static final Map<Integer, String> SERVICE_OF_PORT = Map.ofEntries(
            Map.entry(21, "ftp"),
            Map.entry(25, "smtp"),
            Map.entry(53, "dns"),
            Map.entry(80, "http"),
            Map.entry(110, "pop"),
            Map.entry(119, "nntp"),
            Map.entry(143, "imap"),
            Map.entry(389, "ldap"),
            Map.entry(443, "https"),
            Map.entry(587, "submission"),
            Map.entry(636, "ldaps"),
            Map.entry(993, "imaps"),
            Map.entry(995, "pops"),
            Map.entry(1521, "oracle"),
            Map.entry(1812, "radius"),
            Map.entry(3128, "http_proxy"),
            Map.entry(3306, "mysql"),
            Map.entry(5060, "sip"),
            Map.entry(5432, "pgsql"));
    private static final List<String> SERVICES = List.of(
            "dns",
            "ftp",
            "http",
            "https",
            "http_proxy",
            "imap",
            "imaps",
            "ldap",
            "ldaps",
            "mysql",
            "nntp",
            "none",
            "oracle",
            "pop",
            "pops",
            "radius",
            "pgsql",
            "simpletcp",
            "sip",
            "smtp",
            "submission");
    /** What this version can negotiate; the others are checked by connecting. */
    private static final Set<String> SPOKEN = Set.of("http", "none");

    private final Problems problems;
    private final Values values;
    private CheckType type = CheckType.NEGOTIATE;
    private int every;
    private String service = "";
    private String command = "/bin/true";
    private int port;
    private long checkTimeoutMs;
    private long negotiateTimeoutMs;
    private long intervalMs;
    private int failureCount;
    private int pingCount;
    private String request = "/";
    private String receive = "";
    private String httpMethod = "GET";
    private String virtualHost = "";
    private int line;

    CheckDraft(Problems problems, Defaults defaults, int line) {
        this.problems = problems;
        this.values = new Values(problems);
        this.line = line;
        this.intervalMs = defaults.intervalMs;
        this.failureCount = defaults.failureCount;
        this.pingCount = defaults.pingCount;
    }

    void register(Map<String, Consumer<Directive>> table) {
        table.put("checktype", this::checkType);
        table.put("service", this::service);
        table.put("checkcommand", d -> values.quoted(d, "invalid check command", text -> command = text));
        table.put("checkport", this::checkPort);
        table.put("checktimeout", d -> values.time(d, "invalid check timeout", ms -> checkTimeoutMs = ms));
        table.put("negotiatetimeout", d -> values.time(d, "invalid negotiate timeout", ms -> negotiateTimeoutMs = ms));
        table.put("checkinterval", d -> values.time(d, "invalid checkinterval", ms -> intervalMs = ms));
        table.put("failurecount", d -> values.count(d, "invalid failure count", n -> failureCount = n));
        table.put("checkcount", d -> values.count(d, "invalid check count", n -> pingCount = n));
        table.put("connecttimeout", d -> {
            problems.warning(
                    d.line(),
                    "connecttimeout directive deprecated in favour of negotiatetimeout; taken as such",
                    "write negotiatetimeout=" + d.value());
            values.time(d, "invalid connect timeout", ms -> negotiateTimeoutMs = ms);
        });
        table.put("timeout", d -> {
            problems.warning(
                    d.line(),
                    "timeout directive deprecated in favour of checktimeout and negotiatetimeout; taken as both",
                    "write checktimeout=" + d.value() + " and negotiatetimeout=" + d.value());
            values.time(d, "invalid timeout", ms -> {
                checkTimeoutMs = ms;
                negotiateTimeoutMs = ms;
            });
        });
        table.put("request", d -> values.quotedOrEmpty(d, text -> request = text));
        table.put("receive", d -> values.quotedOrEmpty(d, text -> receive(d, text)));
        table.put("httpmethod", this::httpMethod);
        table.put("virtualhost", d -> values.text(d, text -> virtualHost(d, text)));
    }

    String request() {
        return request;
    }

    String receive() {
        return receive;
    }

    private void checkType(Directive directive) {
        line = directive.line();
        every = 0;
        switch (Values.unquoted(directive.value())) {
            case "connect" -> type = CheckType.CONNECT;
            case "negotiate" -> type = CheckType.NEGOTIATE;
            case "ping" -> type = CheckType.PING;
            case "on" -> type = CheckType.ON;
            case "off" -> type = CheckType.OFF;
            case "external" -> type = CheckType.EXTERNAL;
            case "external-perl" -> {
                type = CheckType.EXTERNAL;
                problems.warning(
                        directive.line(),
                        "external-perl: the script is run as an ordinary program (checktype=external)",
                        "make it executable, and write checktype=external");
            }
            default -> combined(directive);
        }
    }

    private void combined(Directive directive) {
        if (directive.value().matches("[1-9]\\d{0,5}")) {
            type = CheckType.COMBINED;
            every = Integer.parseInt(directive.value());
        } else {
            problems.error(
                    directive.line(),
                    "checktype must be \"connect\", \"negotiate\", \"on\", \"off\", \"ping\", \"external\", "
                            + "\"external-perl\" or a positive number",
                    "write one of these words in small letters");
        }
    }

    private void service(Directive directive) {
        String value = Values.unquoted(directive.value());
        if (SERVICES.contains(value)) {
            line = directive.line();
            service = value;
        } else {
            problems.error(
                    directive.line(),
                    "service must be " + String.join(", ", SERVICES.subList(0, SERVICES.size() - 1)) + " or submission",
                    "write one of these words, or none");
        }
    }

    private void checkPort(Directive directive) {
        if (!directive.value().matches("\\d{1,6}")) {
            problems.error(directive.line(), "invalid port", "write a number from 1 to 65535");
            return;
        }
        int number = Integer.parseInt(directive.value());
        if (number < 1 || number > 65535) {
            problems.error(directive.line(), "checkport must be in range 1..65536", "write a number from 1 to 65535");
            return;
        }
        port = number;
    }

    /** A regular expression of the file; wrong ones are told here, where the original dies later. */
    void receive(Directive directive, String text) {
        receive = text;
        checkPattern(directive, text);
    }

    boolean checkPattern(Directive directive, String text) {
        try {
            Pattern.compile(text, Pattern.UNIX_LINES);
            return true;
        } catch (PatternSyntaxException e) {
            problems.error(
                    directive.line(),
                    "receive is not a regular expression: " + e.getDescription() + " in \"" + text + "\"",
                    "put \\ before characters such as ( [ * + ? that stand for themselves");
            return false;
        }
    }

    private void httpMethod(Directive directive) {
        String value = Values.unquoted(directive.value());
        if (value.equalsIgnoreCase("GET") || value.equalsIgnoreCase("HEAD")) {
            httpMethod = value.toUpperCase(Locale.ROOT);
        } else {
            problems.error(directive.line(), "httpmethod must be GET or HEAD", "write httpmethod=GET");
        }
    }

    private void virtualHost(Directive directive, String text) {
        if (text.matches("[\\w.:\\[\\]-]+")) {
            virtualHost = text;
        } else {
            problems.error(directive.line(), "invalid virtualhost", "write the name a browser would use");
        }
    }

    /** The port of a service by name, 0 if it has none. */
    static int usualPort(String service) {
        return SERVICE_OF_PORT.entrySet().stream()
                .filter(entry -> entry.getValue().equals(service))
                .mapToInt(Map.Entry::getKey)
                .findFirst()
                .orElse(0);
    }

    /** Resolves what depends on other lines. */
    CheckSettings finish(int servicePort, Defaults defaults) {
        if (service.isEmpty()) {
            service = SERVICE_OF_PORT.getOrDefault(servicePort, "none");
        }
        boolean negotiates = type == CheckType.NEGOTIATE || type == CheckType.COMBINED;
        if (negotiates && !SPOKEN.contains(service)) {
            problems.warning(
                    line,
                    "service " + service + " is not negotiated by this version: a connect check is used instead",
                    "write checktype=connect, or checktype=external with a program of yours");
            type = CheckType.CONNECT;
            every = 0;
        }
        if (httpMethod.equals("HEAD") && !receive.isEmpty()) {
            problems.warning(
                    line,
                    "httpmethod=HEAD brings no body: receive=\"" + receive + "\" is searched in nothing",
                    "write httpmethod=GET, or remove receive");
        }
        return new CheckSettings(
                type,
                every,
                service,
                command,
                port,
                firstSet(
                        checkTimeoutMs, negotiateTimeoutMs, defaults.checkTimeoutMs, defaults.negotiateTimeoutMs, 5000),
                firstSet(
                        negotiateTimeoutMs,
                        checkTimeoutMs,
                        defaults.negotiateTimeoutMs,
                        defaults.checkTimeoutMs,
                        30000),
                intervalMs,
                failureCount,
                pingCount,
                request,
                receive,
                httpMethod,
                virtualHost);
    }

    private static long firstSet(long... candidates) {
        for (long candidate : candidates) {
            if (candidate > 0) {
                return candidate;
            }
        }
        throw new IllegalArgumentException("no default");
    }
}
