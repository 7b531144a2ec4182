package org.hadirector.director.golden;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.hadirector.director.golden.PairPlayer.Played;
import org.hadirector.director.log.LogLine;
import org.hadirector.resource.ResourceException;

/** Prints what the virtual pair does in a case, and every difference: for whoever looks for a cause. */
public final class PairTrace {
    private PairTrace() {}

    /** Arguments: case files. */
    public static void main(String[] args) throws Exception {
        for (String arg : args) {
            Path file = Path.of(arg);
            GoldenVector vector =
                    GoldenVector.read(file, file.getParent().getFileName().toString());
            trace(vector);
            List<Difference> differences =
                    GoldenKinds.of(vector.name().split("/")[0]).orElseThrow().run(vector);
            Path folder = Path.of(PairTrace.class
                    .getResource("/golden/heartbeat/differs-by-design.txt")
                    .toURI());
            DesignRules rules = DesignRules.read(folder);
            for (Difference difference : differences) {
                System.out.println(
                        (rules.reason(vector, difference).isPresent() ? "by design\n" : "DIFFERS\n") + difference);
            }
        }
        System.exit(0);
    }

    private static void trace(GoldenVector vector) throws IOException, ResourceException {
        System.out.println(vector.name());
        for (Played played : PairPlayer.play(vector)) {
            System.out.println(played.event().line());
            played.refused().forEach(why -> System.out.println("  " + why));
            for (String node : played.holds().keySet()) {
                for (LogLine line : played.log().get(node)) {
                    System.out.println("  " + node + " log|" + line.level() + " " + line.script() + " " + line.text());
                }
                played.calls()
                        .get(node)
                        .forEach(call -> System.out.printf("  %s call|+%.1f %s%n", node, call.atS(), call.command()));
                played.scripts()
                        .get(node)
                        .forEach(call -> System.out.printf("  %s rcd|+%.1f %s%n", node, call.atS(), call.command()));
                played.reboots().get(node).forEach(text -> System.out.println("  " + node + " reboot|" + text));
                System.out.println("  " + node + " holds|" + played.holds().get(node));
            }
        }
    }
}
