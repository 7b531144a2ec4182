package org.hadirector.director.log;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What heartbeat's client ipfail wrote about the other node and its links (3.0.6, recorded logs): it ran only while its
 * own node was active, so that it has nothing to say of what comes before. One thread.
 */
final class IpfailTexts {
    private final String peer;
    private final Set<String> answering = new HashSet<>();
    private boolean wanted;
    private boolean running;

    IpfailTexts(String peer) {
        this.peer = peer;
    }

    /** Whether ha.cf asks for it. */
    void wanted(boolean asked) {
        wanted = asked;
    }

    /** The own node is active: from here on ipfail ran. */
    void active() {
        running = true;
    }

    /** A ping node answers, or no longer. */
    void ping(String name, boolean answers) {
        if (answers) {
            answering.add(name);
        } else {
            answering.remove(name);
        }
    }

    List<LogLine> linkUp(String link) {
        return lines("Link Status update: Link " + peer + "/" + link + " now has status up");
    }

    List<LogLine> linkDead(String link) {
        String dead = "Link Status update: Link " + peer + "/" + link + " now has status dead";
        String ask = "Asking other side for ping node count.";
        return answering.isEmpty()
                ? lines(dead, "We are dead. :<", ask)
                : lines(dead, ask, "Checking remote count of ping nodes.");
    }

    List<LogLine> peerDead() {
        return lines(
                "Status update: Node " + peer + " now has status dead",
                answering.isEmpty() ? "NS: We are dead. :<" : "NS: We are still alive!");
    }

    /** Another run of the other node's heartbeat is heard. */
    List<LogLine> peerStarts() {
        String text = "Status update: Node " + peer + " now has status ";
        return lines(text + "init", text + "up", text + "active");
    }

    private List<LogLine> lines(String... texts) {
        return wanted && running ? List.of(texts).stream().map(LogLine::info).toList() : List.of();
    }
}
