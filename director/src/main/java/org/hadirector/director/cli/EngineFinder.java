package org.hadirector.director.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.hadirector.director.cli.Directories.Places;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.NamespaceSocket;

/**
 * Which engine a command means: the socket it names ({@code --socket}, {@code HA_DIRECTOR_SOCKET}), the network
 * namespace it names ({@code --netns}), else the namespace it runs in, as the kernel's ipvsadm does. Only who names a
 * runtime directory ({@code --run}, {@code HA_DIRECTOR_RUN}) reaches a daemon of another namespace without saying so.
 */
final class EngineFinder {
    static final String SOCKET = "HA_DIRECTOR_SOCKET";

    private final Places places;
    private final Map<String, String> environment;

    /** @param socket where the engine is asked */
    record Found(Path socket) {}

    EngineFinder(Places places, Map<String, String> environment) {
        this.places = places;
        this.environment = environment;
    }

    /**
     * @param socket of {@code --socket}, or empty
     * @param namespace of {@code --netns}, or empty
     * @throws IOException when nothing is named and nothing runs here; the message says how to name one
     */
    Found find(String socket, String namespace) throws IOException {
        String named = socket.isEmpty() && namespace.isEmpty() ? environment.getOrDefault(SOCKET, "") : socket;
        if (!named.isEmpty()) {
            return new Found(Path.of(named).toAbsolutePath());
        }
        if (!namespace.isEmpty()) {
            return new Found(NamespaceSocket.named(places.run(), namespace));
        }
        Path own = NamespaceSocket.own(places.run());
        if (NamespaceSocket.exists(own)) {
            return new Found(own);
        }
        if (places.runNamed()) {
            return new Found(places.run().resolve(ControlClient.SOCKET_NAME));
        }
        throw new IOException("no engine runs in this network namespace (no " + own
                + "): start director engine or the daemon here, or name one by --socket, --netns or --run");
    }
}
