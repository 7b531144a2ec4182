package org.hadirector.heartbeat.decide;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;

/**
 * What this node does with one group, and the only place where that changes.
 *
 * <pre>
 *               granted or bereaved,
 *               epoch reserved
 *     +------+ ----------------------> +----------+
 *     | NONE |                         | CLAIMING |
 *     +------+ &lt;---------------------- +----------+
 *        ^      acquire failed,          |      |
 *        |      left-overs removed       |      | all resources run
 *        |                   basis lost, |      v
 *        | nothing runs      outbid,     |   +-------+
 *        | any more          told to     |   | OWNER |
 *        |                               v   +-------+
 *        |                     +-----------+    |
 *        +-------------------- | RELEASING | &lt;--+  refused, outbid, isolated,
 *                              +-----------+       resource failed, wanted elsewhere
 * </pre>
 *
 * And from NONE to RELEASING at start, when a former run left something active that cannot be stopped yet.
 */
public final class RoleTransition {
    private static final Map<OwnerState, Set<OwnerState>> LEGAL = Map.of(
            OwnerState.NONE, EnumSet.of(OwnerState.CLAIMING, OwnerState.RELEASING),
            OwnerState.CLAIMING, EnumSet.of(OwnerState.OWNER, OwnerState.RELEASING, OwnerState.NONE),
            OwnerState.OWNER, EnumSet.of(OwnerState.RELEASING),
            OwnerState.RELEASING, EnumSet.of(OwnerState.NONE));

    private final String group;
    private OwnerState state = OwnerState.NONE;
    private long sinceNs;
    private long changes;
    private String reason = "started";

    /** @param startNs monotonic; the state is NONE since then */
    public RoleTransition(String group, long startNs) {
        this.group = group;
        this.sinceNs = startNs;
    }

    /** Whether the diagram has an arrow between the two. */
    public static boolean legal(OwnerState from, OwnerState to) {
        return LEGAL.get(from).contains(to);
    }

    /**
     * Changes the state.
     *
     * @param why cause and evidence, in words for the administrator
     * @throws IllegalTransition when the diagram has no such arrow
     */
    public void become(OwnerState to, long nowNs, String why) {
        if (!legal(state, to)) {
            throw new IllegalTransition(group, state, to, why);
        }
        state = to;
        sinceNs = nowNs;
        changes++;
        reason = why;
    }

    public OwnerState state() {
        return state;
    }

    public boolean is(OwnerState what) {
        return state == what;
    }

    /** Since when (monotonic ns) the state is what it is. */
    public long sinceNs() {
        return sinceNs;
    }

    /** How many changes there were. */
    public long changes() {
        return changes;
    }

    /** Of the last change. */
    public String reason() {
        return reason;
    }
}
