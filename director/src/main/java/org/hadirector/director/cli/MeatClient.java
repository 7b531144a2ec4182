package org.hadirector.director.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hadirector.director.cli.Directories.Places;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;

/** {@code meatclient -c NODE [-w]} of cluster-glue: same words. {@code -w} asks nothing. */
final class MeatClient {
    private MeatClient() {}

    static int run(Places places, List<String> args, InputStream keyboard) {
        String node = args.size() >= 2 && args.get(0).equals("-c") ? args.get(1) : null;
        boolean sure = args.size() == 3 && args.get(2).equals("-w");
        if (node == null || args.size() > 2 && !sure) {
            System.err.println("usage: meatclient -c node [-w]");
            return 1;
        }
        try {
            if (!sure && !confirmed(node, keyboard)) {
                System.out.println("Meatware_client: operation canceled.");
                return 1;
            }
            ControlReply reply = ControlClient.call(places.run(), new ControlRequest("fence", "confirm", node));
            if (reply.exit() == 0) {
                System.out.println("Meatware_client: reset confirmed.");
                return 0;
            }
            System.err.print("Meatware_IPC failed: " + reply.err().replaceFirst("^director: ", ""));
        } catch (IOException e) {
            System.err.println("Meatware_IPC failed: " + Failures.text(e));
        }
        return 1;
    }

    private static boolean confirmed(String node, InputStream keyboard) throws IOException {
        System.out.printf(
                "%nWARNING!%n%nIf node \"%s\" has not been manually power-cycled or disconnected from all shared "
                        + "resources and networks, data on shared disks may become corrupted and migrated services "
                        + "might not work as expected.%nPlease verify that the name or address above corresponds to "
                        + "the node you just rebooted.%n%nPROCEED? [yN] ",
                node);
        System.out.flush();
        String line = new BufferedReader(new InputStreamReader(keyboard, StandardCharsets.UTF_8)).readLine();
        return line != null && line.strip().matches("[yY]|[yY]es");
    }
}
