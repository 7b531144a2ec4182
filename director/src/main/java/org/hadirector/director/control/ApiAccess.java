package org.hadirector.director.control;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.hadirector.heartbeat.config.ApiRule;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.heartbeat.config.NodeFacts;
import org.hadirector.heartbeat.config.SystemNodeFacts;

/**
 * Who but root may ask what ({@code apiauth} of ha.cf). As with heartbeat, rules belong to names of client programs:
 * {@code cl_status}, which everybody may use without a line, since heartbeat's is installed so; {@code director} for
 * {@code director status}; {@code hb_standby} and {@code hb_takeover} for moves. What only looks falls back to
 * {@code default}, then to {@code anon}, which is the group haclient without a line. Everything else is root's.
 */
public final class ApiAccess implements ControlServer.Guests {
    private static final String FOR_EVERYBODY = "cl_status";

    /** The client's name for each verb that may be given away. */
    private static final Map<String, String> CLIENTS = Map.of(
            "cl_status", FOR_EVERYBODY, "status", "director", "standby", "hb_standby", "takeover", "hb_takeover");

    private static final List<String> FOR_LOOKING = List.of("default", "anon");

    private final Supplier<HaCf> files;
    private final NodeFacts accounts = new SystemNodeFacts();

    /** @param files the ha.cf in use */
    public ApiAccess(Supplier<HaCf> files) {
        this.files = files;
    }

    @Override
    public boolean mayAsk(String user, String group, String verb) {
        String client = CLIENTS.get(verb);
        if (client == null) {
            return false;
        }
        ApiRule own = rule(client);
        if (client.equals(FOR_EVERYBODY) && (own == null || own.line() == 0)) {
            return true;
        }
        if (own == null && verb.equals("status")) {
            own = FOR_LOOKING.stream()
                    .map(this::rule)
                    .filter(rule -> rule != null)
                    .findFirst()
                    .orElse(null);
        }
        return own != null && admits(own, user, group);
    }

    @Override
    public String refusal(String verb) {
        String client = CLIENTS.get(verb);
        return client == null
                ? ControlServer.Guests.super.refusal(verb)
                : "only root may ask this, and whom a line \"apiauth " + client + "\" in ha.cf names";
    }

    private ApiRule rule(String client) {
        return files.get().services().apiRules().stream()
                .filter(rule -> rule.client().equals(client))
                .findFirst()
                .orElse(null);
    }

    private boolean admits(ApiRule rule, String user, String group) {
        return rule.users().stream().anyMatch(listed -> isUser(listed, user))
                || rule.groups().stream().anyMatch(listed -> isIn(listed, user, group));
    }

    /** Both may be names or numbers; a name that the machine does not know is a number. */
    private boolean isUser(String listed, String user) {
        return listed.equals(user)
                || accounts.user(user)
                        .map(account -> listed.equals(Integer.toString(account.uid())))
                        .orElse(false);
    }

    private boolean isIn(String listed, String user, String group) {
        if (listed.equals(group) || accounts.members(listed).contains(user)) {
            return true;
        }
        return accounts.group(group).stream().anyMatch(gid -> listed.equals(Integer.toString(gid)));
    }
}
