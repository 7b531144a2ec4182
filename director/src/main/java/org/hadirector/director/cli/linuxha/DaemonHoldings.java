package org.hadirector.director.cli.linuxha;

import java.io.IOException;
import java.util.List;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.director.control.Tree;
import org.hadirector.resource.config.GroupLine;
import org.hadirector.resource.config.ResourceSpec;

/** The running daemon's: nothing is started or stopped behind its back. */
final class DaemonHoldings implements Holdings {
    private final Machine machine;

    DaemonHoldings(Machine machine) {
        this.machine = machine;
    }

    @Override
    public boolean active(ResourceSpec resource) throws IOException {
        Tree status = new Tree(answer(machine.ask(new ControlRequest("status"))).result());
        return status.list("groups").stream()
                .flatMap(group -> group.list("resources").stream())
                .anyMatch(each -> each.text("name").equals(resource.name())
                        && each.text("state").equals("running"));
    }

    @Override
    public void take(GroupLine group) throws IOException {
        answer(machine.ask(new ControlRequest("takeover", List.of("all", "group=" + group.key()), "")));
    }

    @Override
    public void give(GroupLine group) throws IOException {
        answer(machine.ask(new ControlRequest("standby", List.of("all", "group=" + group.key()), "")));
    }

    private static ControlReply answer(ControlReply reply) throws IOException {
        if (reply.exit() != 0) {
            throw new IOException(reply.err().strip().replaceFirst("^director: ", ""));
        }
        return reply;
    }
}
