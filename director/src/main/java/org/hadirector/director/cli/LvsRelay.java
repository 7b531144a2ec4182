package org.hadirector.director.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hadirector.director.cli.Directories.Places;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;

/** {@code director lvs ARGS…} and {@code ipvsadm ARGS…}: the words go to the daemon and its bytes come back. */
final class LvsRelay {
    private LvsRelay() {}

    static int run(Places places, List<String> args) {
        try {
            String stdin = readsStdin(args) ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8) : "";
            ControlReply reply = ControlClient.call(places.run(), new ControlRequest("lvs", args, stdin));
            write(System.out, reply.out());
            write(System.err, reply.err());
            return reply.exit();
        } catch (IOException e) {
            System.err.println("director: " + Failures.text(e));
            return 1;
        }
    }

    private static boolean readsStdin(List<String> args) {
        return args.contains("-R") || args.contains("--restore");
    }

    private static void write(PrintStream stream, String text) throws IOException {
        stream.write(text.getBytes(StandardCharsets.UTF_8));
        stream.flush();
    }
}
