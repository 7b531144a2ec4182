package org.hadirector.heartbeat.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.heartbeat.config.ConfigProblem.Stage;

/** respawn, failfast, apiauth, env: forms only, {@link ServiceValidator} asks the machine. */
final class ServiceDirectives {
    private static final String BLANKS = " \t\r\f";

    private final Problems problems;
    private final List<ClientChild> children = new ArrayList<>();
    private final List<ApiRule> apiRules = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();

    ServiceDirectives(Problems problems) {
        this.problems = problems;
    }

    boolean accept(Directive directive) {
        switch (directive.name()) {
            case "respawn" -> child(directive, false);
            case "failfast" -> child(directive, true);
            case "apiauth" -> apiauth(directive);
            case "env" -> directive.values().forEach(value -> env(directive, value));
            default -> {
                return false;
            }
        }
        return true;
    }

    Services finish() {
        List<ApiRule> rules = new ArrayList<>(apiRules);
        for (ApiRule rule : ApiRule.BUILT_IN) {
            if (apiRules.stream().noneMatch(own -> own.client().equals(rule.client()))) {
                rules.add(rule);
            }
        }
        return new Services(children, rules, environment);
    }

    private void child(Directive directive, boolean failfast) {
        StringTokenizer words = new StringTokenizer(directive.rest(), BLANKS);
        String user = words.hasMoreTokens() ? words.nextToken() : "";
        String command = directive.rest().substring(user.length()).strip();
        children.add(new ClientChild(user, command, failfast, directive.line()));
        if (failfast) {
            problems.hint(
                    directive.line(),
                    "failfast: when the program ends, this node hands over and its daemon ends; nothing restarts the"
                            + " machine, as heartbeat did",
                    "let the service manager do that, where it must be");
        }
    }

    private void env(Directive directive, String value) {
        int equals = value.indexOf('=');
        if (equals == 0) {
            problems.refused(directive.line(), "set_env: invalid nvpair(" + value + ")", "env NAME=VALUE");
            return;
        }
        if (equals < 0) {
            problems.byDesign(directive.line(), "set_env: invalid nvpair(" + value + ")", "env NAME=VALUE");
            return;
        }
        environment.put("HA_" + value.substring(0, equals), value.substring(equals + 1));
    }

    private void apiauth(Directive directive) {
        StringTokenizer words = new StringTokenizer(directive.rest(), BLANKS);
        String client = words.hasMoreTokens() ? words.nextToken() : "";
        List<String> users = null;
        List<String> groups = null;
        while (words.hasMoreTokens()) {
            String word = words.nextToken();
            boolean uid = word.startsWith("uid=");
            if (!uid && !word.startsWith("gid=")) {
                bad(directive, "Missing uid or gid in apiauth");
                return;
            }
            if ((uid ? users : groups) != null) {
                bad(directive, "Duplicate " + (uid ? "uid" : "gid") + " list in apiauth");
                return;
            }
            List<String> names = names(word.substring("uid=".length()));
            users = uid ? names : users;
            groups = uid ? groups : names;
        }
        if (users == null && groups == null) {
            bad(directive, null);
            return;
        }
        if (apiRules.stream().anyMatch(rule -> rule.client().equals(client))) {
            bad(directive, "Duplicate apiauth directive for API client " + client + ": [" + directive.rest() + "]");
            return;
        }
        apiRules.add(new ApiRule(
                client, users == null ? List.of() : users, groups == null ? List.of() : groups, directive.line()));
    }

    /** As heartbeat splits them: commas in a row are one, but before the first there is a name, which is empty. */
    private static List<String> names(String list) {
        Stream<String> words = Stream.of(list.split(",")).filter(name -> !name.isEmpty());
        return (list.startsWith(",") ? Stream.concat(Stream.of(""), words) : words).toList();
    }

    private void bad(Directive directive, String why) {
        badApiauth(problems, directive.rest(), directive.line(), why == null ? new String[0] : new String[] {why});
    }

    /** heartbeat says the particular fault first, then repeats the line and explains its form. */
    static void badApiauth(Problems problems, String rest, int line, String... faults) {
        List<String> words = new ArrayList<>();
        for (String fault : faults) {
            words.add("ERROR: " + fault);
        }
        String text = "Invalid apiauth directive [" + rest + "]";
        words.add("ERROR: " + text);
        words.add("info: Syntax: apiauth client [uid=uidlist] [gid=gidlist]");
        words.add("info: Where uidlist is a comma-separated list of uids,");
        words.add("info: and gidlist is a comma-separated list of gids");
        words.add("info: One or the other must be specified.");
        problems.said(
                Severity.ERROR,
                Stage.READING,
                line,
                faults.length == 0 ? text : text + ": " + faults[0],
                "apiauth CLIENT uid=USER,USER gid=GROUP,GROUP; one of the two lists may be left out",
                words.toArray(String[]::new));
    }
}
