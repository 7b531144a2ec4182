package org.hadirector.heartbeat.config;

/** Whether users, groups, programs, devices and ports of ha.cf are on this machine what they shall be. */
final class ServiceValidator {
    /** What services(5) calls heartbeat's own port. */
    private static final String OWN_SERVICE = "ha-cluster";

    private final NodeFacts facts;
    private final Problems problems;

    ServiceValidator(NodeFacts facts, Problems problems) {
        this.facts = facts;
        this.problems = problems;
    }

    void check(HaCf haCf) {
        haCf.services().children().forEach(this::child);
        haCf.services().apiRules().stream().filter(rule -> rule.line() > 0).forEach(rule -> api(haCf, rule));
        for (Directive directive : haCf.directives()) {
            switch (directive.name()) {
                case "watchdog" -> watchdog(directive);
                case "udpport" -> udpport(directive);
                default -> {}
            }
        }
    }

    private void child(ClientChild child) {
        if (child.isIpfail()) {
            return; // built in: neither its user nor its program is needed
        }
        if (facts.user(child.user()).isEmpty()) {
            problems.refused(
                    child.line(),
                    "Invalid uid [" + child.user() + "] specified for client child",
                    "a user of this machine, then the program");
        } else if (!child.command().startsWith("/")) {
            problems.refused(
                    child.line(),
                    "Client child command [" + child.command() + "] is not full pathname",
                    "the program's path from / on");
        } else if (facts.directory(child.program())) {
            // heartbeat may enter it, takes it for a program and starts it in vain for ever
            problems.byDesign(
                    child.line(),
                    "Client child command [" + child.program() + "] is a directory",
                    "the program's path, or remove the line");
        } else if (!facts.executable(child.program())) {
            problems.refused(
                    child.line(),
                    "Client child command [" + child.program() + "] is not executable",
                    "install it, or remove the line");
        }
    }

    private void api(HaCf haCf, ApiRule rule) {
        String rest = haCf.directives().stream()
                .filter(directive -> directive.line() == rule.line())
                .map(Directive::rest)
                .findFirst()
                .orElse("");
        for (String user : rule.users()) {
            if (!isNumber(user) && facts.user(user).isEmpty()) {
                badList(rule, rest, "Invalid user id name [" + user + "]", "uid");
                return;
            }
        }
        for (String group : rule.groups()) {
            if (!isNumber(group) && facts.group(group).isEmpty()) {
                badList(rule, rest, "Invalid group name [" + group + "]", "gid");
                return;
            }
        }
    }

    /** heartbeat shows the list with all that follows it in the line. */
    private void badList(ApiRule rule, String rest, String fault, String kind) {
        String word = kind + "=";
        String list = rest.substring(rest.indexOf(word, rule.client().length()) + word.length());
        ServiceDirectives.badApiauth(problems, rest, rule.line(), fault, "Bad " + kind + " list [" + list + "]");
    }

    /** Whoever else uses the port gets our beats and we theirs. */
    private void udpport(Directive directive) {
        for (String port : directive.values()) {
            String service =
                    isNumber(port) ? facts.udpService(Integer.parseInt(port)).orElse(OWN_SERVICE) : OWN_SERVICE;
            if (!service.equals(OWN_SERVICE)) {
                problems.warned(
                        directive.line(),
                        "heartbeat: udp port " + port + " reserved for service \"" + service + "\".",
                        "a port that nobody else uses; 694 is heartbeat's");
            }
        }
    }

    private void watchdog(Directive directive) {
        for (String device : directive.values()) {
            NodeFacts.Device kind = facts.device(device);
            if (kind == NodeFacts.Device.MISSING || kind == NodeFacts.Device.SOMETHING_ELSE) {
                String text = "Cannot open watchdog device: " + device;
                problems.said(
                        ConfigProblem.Severity.WARNING,
                        ConfigProblem.Stage.CHECKING,
                        directive.line(),
                        text,
                        "load its driver, such as softdog; nothing reboots a node that hangs",
                        "ERROR: " + text);
            }
        }
    }

    private static boolean isNumber(String word) {
        return word.matches("\\d{1,9}");
    }
}
