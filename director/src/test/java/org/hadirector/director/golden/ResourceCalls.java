package org.hadirector.director.golden;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hadirector.director.config.Concluded;
import org.hadirector.director.golden.GoldenVector.Event;
import org.hadirector.resource.config.GroupLine;
import org.hadirector.resource.config.ResourceSpec;

/** Which scripts are started with which arguments, as haresources says it: the alone node starts everything. */
final class ResourceCalls {
    private ResourceCalls() {}

    /** Only where the recorder waited long enough to see the node act. */
    static void compare(Event event, Concluded concluded, List<Difference> into) {
        List<String> recorded = event.results("ha1 call|");
        boolean complete = event.results("ha1 log|").stream()
                .anyMatch(line -> line.contains("Initial resource acquisition complete"));
        if (recorded.stream().noneMatch(call -> call.startsWith("/") && (complete || call.endsWith(" start")))) {
            return;
        }
        Set<String> want = new LinkedHashSet<>();
        for (String call : recorded) {
            if (call.endsWith(" start")) {
                want.add(call.replace("//", "/"));
            }
        }
        Set<String> got = new LinkedHashSet<>();
        if (concluded.usable()) {
            concluded.context().resources().haresources().groups().forEach(group -> starts(group, got));
        }
        for (String call : want) {
            if (!got.contains(call)) {
                into.add(new Difference(event.line(), "call|" + call, ""));
            }
        }
        for (String call : got) {
            if (!want.contains(call)) {
                into.add(new Difference(event.line(), "", "call|" + call));
            }
        }
    }

    /** Up to the first that is not there. */
    private static void starts(GroupLine group, Set<String> into) {
        for (ResourceSpec resource : group.resources()) {
            if (!ConfigKind.known(resource.script())) {
                return;
            }
            String directory = resource.script().equals("initonly") ? "/etc/init.d/" : "/etc/ha.d/resource.d/";
            String arguments = String.join(" ", resource.args());
            into.add(directory + resource.script() + (arguments.isEmpty() ? "" : " " + arguments) + " start");
        }
    }
}
