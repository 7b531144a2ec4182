package org.hadirector.director.run;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.takeover.Vip;

/**
 * As much of a daemon as its guardian sees of it, started by the real launcher: {@code daemon RUN_DIRECTORY}. Reads
 * {@code tell ADDRESS...} (service addresses on lo) and {@code look}, answers each line with the guardian's state, and
 * hangs for ever when its input ends.
 */
final class GuardedDaemon {
    private GuardedDaemon() {}

    public static void main(String[] words) throws Exception {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        SingleInstance instance = SingleInstance.claim(Path.of(words[1]));
        Guardian guardian = Guardian.of(System.getenv(), instance.inode(), out::println);
        out.println("claimed");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            List<String> told = List.of(line.split(" "));
            if (told.get(0).equals("tell")) {
                List<Vip> vips = new ArrayList<>();
                for (String address : told.subList(1, told.size())) {
                    InetAddress vip = InetAddress.getByName(address);
                    vips.add(new Vip(vip, vip.getAddress().length * 8, null, "lo", "lo"));
                }
                guardian.tell(vips);
            } else {
                guardian.look();
            }
            instance.hold();
            out.println(guardian.state());
        }
    }
}
