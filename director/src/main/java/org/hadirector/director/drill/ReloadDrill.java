package org.hadirector.director.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hadirector.director.drill.DrillBench.Fault;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabPlan;

/**
 * Reloads under traffic: files of both nodes are changed and read anew, one node after the other, over and over. No
 * request may be lost, no group may move, and the daemons must not grow.
 */
public final class ReloadDrill implements Drill {
    private static final int USUAL = 30;
    /** Reloads after which everything that is made once has been made. */
    private static final int WARM = 12;

    /** Threads of pools come and go, the more the more of them a long run keeps busy. */
    private static final int ALLOWED_GROWTH = 12;

    /** Reloads of which no more than one may leave something behind, once there are many. */
    private static final int RELOADS_A_LEAK = 20;

    private static final double ALLOWED_GROWTH_MB = 40;

    private final int count;
    private final Map<Path, String> originals = new LinkedHashMap<>();

    /** @param count how many reloads, both nodes together */
    public ReloadDrill(int count) {
        this.count = Math.max(2 * WARM, count);
    }

    ReloadDrill() {
        this(USUAL);
    }

    @Override
    public String name() {
        return "reload";
    }

    @Override
    public String description() {
        return "change files and reload both nodes again and again (--count), under traffic";
    }

    @Override
    public DrillReport run(DrillBench bench) throws DrillException, IOException {
        LabHost master = bench.master();
        long epoch = bench.status(master).orElseThrow().epoch();
        List<LabHost> nodes = bench.plan().hosts(LabHost.Role.DIRECTOR);
        long quietNs = bench.quietTime();
        long atNs = System.nanoTime();
        reload(bench, nodes, 0, WARM);
        List<ProcessSize> before = sizes(bench, nodes);
        reload(bench, nodes, WARM, count);
        mend(bench);
        for (LabHost node : nodes) {
            bench.command(node, "reload");
        }
        bench.awaitHealthy();
        // Threads of closed links end within their half second.
        bench.quietTime();
        List<ProcessSize> after = sizes(bench, nodes);
        DrillPhase phase = bench.measure(
                count + " reloads; " + growth(nodes, before, after),
                new Fault(quietNs, atNs, "both", "director reload"),
                Map.of());
        judge(bench, phase, master, epoch);
        int allowed = Math.max(ALLOWED_GROWTH, count / RELOADS_A_LEAK);
        for (int i = 0; i < nodes.size(); i++) {
            if (!after.get(i).within(before.get(i), allowed, ALLOWED_GROWTH_MB)) {
                throw new DrillException("the daemon grew: " + phase.name());
            }
        }
        return new DrillReport(name(), bench.plan().timing(), List.of(phase));
    }

    private static void judge(DrillBench bench, DrillPhase phase, LabHost master, long epoch)
            throws DrillException, IOException {
        if (phase.client().failed() > 0) {
            throw new DrillException(
                    DrillTable.of(new DrillReport("reload", bench.plan().timing(), List.of(phase)))
                            + phase.client().failed() + " requests were lost: "
                            + phase.client().failures());
        }
        if (bench.status(master).orElseThrow().epoch() != epoch || bench.master() != master) {
            throw new DrillException("the group moved");
        }
    }

    private void reload(DrillBench bench, List<LabHost> nodes, int from, int until) throws DrillException, IOException {
        for (int i = from; i < until; i++) {
            LabHost node = nodes.get(i % 2);
            edit(bench.plan(), node, i / 2);
            bench.command(node, "reload");
        }
    }

    private static List<ProcessSize> sizes(DrillBench bench, List<LabHost> nodes) throws IOException {
        List<ProcessSize> sizes = new ArrayList<>();
        for (LabHost node : nodes) {
            sizes.add(ProcessSize.of(
                    bench.lab().directorProcess(node).orElseThrow().pid()));
        }
        return sizes;
    }

    private static String growth(List<LabHost> nodes, List<ProcessSize> before, List<ProcessSize> after) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            words.add(nodes.get(i).name() + ": " + before.get(i).to(after.get(i)));
        }
        return String.join("; ", words);
    }

    /** Another edition of the files: times, weights, a key, a link, a witness, a real server that is down. */
    private void edit(LabPlan plan, LabHost node, int round) throws IOException {
        Path files = plan.configDir(node);
        String peer = plan.peerOf(node).lanAddress();
        String haCf = original(files.resolve("ha.cf"));
        String authkeys = original(files.resolve("authkeys"));
        String ldirectord = original(files.resolve("conf/ldirectord.cf"));
        switch (round % 6) {
            case 0 -> ldirectord = ldirectord.replace(" gate\n", " gate 3\n");
            case 1 -> haCf = haCf + "ucast eth0 " + peer + "\n";
            case 2 -> authkeys = authkeys + "7 sha256 0123456789abcdef" + round + "\n";
            case 3 -> haCf = haCf + "ping " + LabPlan.GATEWAY + "\n";
            case 4 -> ldirectord = ldirectord.replaceFirst("\treal=", "\treal=192.0.2.28:80 gate\n\treal=");
            default -> {
                long deadtimeMs = plan.timing().deadtimeDuration().toMillis() * 2;
                // a lab's initdead may be as short as its deadtime, and a shorter one is refused
                haCf = haCf + "deadtime " + deadtimeMs + "ms\ninitdead " + deadtimeMs * 2 + "ms\n";
            }
        }
        Files.writeString(files.resolve("ha.cf"), haCf);
        Files.writeString(files.resolve("authkeys"), authkeys);
        Files.writeString(files.resolve("conf/ldirectord.cf"), ldirectord);
    }

    private String original(Path file) throws IOException {
        String text = originals.get(file);
        if (text == null) {
            text = Files.readString(file);
            originals.put(file, text);
        }
        return text;
    }

    @Override
    public void mend(DrillBench bench) throws IOException {
        for (Map.Entry<Path, String> file : originals.entrySet()) {
            Files.writeString(file.getKey(), file.getValue());
        }
    }
}
