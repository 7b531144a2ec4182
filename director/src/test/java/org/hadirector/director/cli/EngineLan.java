package org.hadirector.director.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.TestNetwork;

/**
 * A LAN with a stand-alone engine in a process of its own: client .1, director .2 with the virtual address .100, real
 * servers .11 and .12, which have the address on their loopback for direct routing.
 */
final class EngineLan implements AutoCloseable {
    /** Longer than TCP waits before it says again what was lost while the machine stood still. */
    private static final int PATIENCE_MS = 4_000;

    static final String VIP = "10.94.0.100";
    static final List<String> SERVERS = List.of("10.94.0.11", "10.94.0.12");

    final NetworkNamespace client;
    final NetworkNamespace director;
    final Path run;

    private final TestNetwork network = new TestNetwork();
    private final NetworkNamespace bridge;
    private final List<NetworkNamespace> servers = new ArrayList<>();
    private final ServerSocket[] webs = new ServerSocket[SERVERS.size()];
    private final List<Process> processes = new ArrayList<>();

    /** @param directory for what the engine keeps */
    EngineLan(Path directory) throws IOException {
        run = Files.createDirectories(directory.resolve("run"));
        try {
            bridge = network.host("switch");
            bridge.ip("link", "add", "br0", "type", "bridge", "forward_delay", "0");
            bridge.ip("link", "set", "br0", "up");
            client = plug("client", "10.94.0.1/24");
            director = plug("director", "10.94.0.2/24");
            director.ip("addr", "add", VIP + "/32", "dev", "eth0");
            for (int i = 0; i < SERVERS.size(); i++) {
                NetworkNamespace server = plug("server" + i, SERVERS.get(i) + "/24");
                server.exec("sysctl", "-qw", "net.ipv4.conf.all.arp_ignore=1", "net.ipv4.conf.all.arp_announce=2");
                server.ip("addr", "add", VIP + "/32", "dev", "lo");
                servers.add(server);
            }
        } catch (IOException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private NetworkNamespace plug(String name, String cidr) throws IOException {
        NetworkNamespace host = network.host(name);
        network.cable(host, "eth0", cidr, bridge, name, null);
        bridge.ip("link", "set", name, "master", "br0");
        return host;
    }

    /**
     * Starts {@code director engine WORDS…} and waits until it says that it is ready. The name of its machine is in no
     * file, and the resolver is on port 53 of its loopback.
     */
    Process engine(String... words) throws IOException {
        return engineUnder("true", words);
    }

    /** @param before what a shell does before it becomes the engine */
    Process engineUnder(String before, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", director.name()));
        Path resolver = Files.writeString(run.resolveSibling("resolv.conf"), "nameserver 127.0.0.1\n");
        String named = "echo in-no-file >/proc/sys/kernel/hostname && mount --bind \"$0\" /etc/resolv.conf && " + before
                + " && exec \"$@\"";
        command.addAll(List.of("unshare", "--uts", "--mount", "sh", "-c", named, resolver.toString()));
        command.addAll(java());
        command.addAll(List.of("--run", run.toString(), "--state", run.toString(), "engine"));
        command.addAll(List.of(words));
        Process engine = start(new ProcessBuilder(command).redirectErrorStream(true));
        String line = engine.inputReader(StandardCharsets.UTF_8).readLine();
        assertTrue(line != null && line.startsWith("director engine: ready, pid " + engine.pid() + ","), line);
        return engine;
    }

    /** This JVM's program. */
    static List<String> java() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                "org.hadirector.director.cli.Main");
    }

    /** A process that ends with the LAN at the latest. */
    Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** The real servers are masqueraded: they do not have the address, and reach the client through the director. */
    void hideServers() throws IOException {
        for (NetworkNamespace server : servers) {
            server.ip("addr", "del", VIP + "/32", "dev", "lo");
            server.ip("route", "add", "10.94.0.1/32", "via", "10.94.0.2");
        }
    }

    /** A real server's web server comes up: every page names the server. */
    void serve(int server) throws Exception {
        ServerSocket web = servers.get(server).call(() -> new ServerSocket(80));
        webs[server] = web;
        Thread acceptor = new Thread(() -> accept(web, "server" + server), "web-" + server);
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** It dies: the port refuses. */
    void die(int server) throws IOException {
        webs[server].close();
    }

    private static void accept(ServerSocket web, String page) {
        while (!web.isClosed()) {
            try (Socket socket = web.accept()) {
                answer(socket, page);
            } catch (IOException closedOrGone) {
                continue;
            }
        }
    }

    private static void answer(Socket socket, String page) throws IOException {
        BufferedReader request =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        for (String line = request.readLine(); line != null && !line.isEmpty(); line = request.readLine()) {
            continue;
        }
        String answer = "HTTP/1.0 200 OK\r\nContent-Length: " + page.length() + "\r\n\r\n" + page;
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    }

    /** What a client gets at the virtual address: the page, or {@code refused}, or {@code silent}. */
    String get(int port) throws Exception {
        return get(client, port);
    }

    /** As {@link #get(int)}, of a client on another machine, or on the director. */
    String get(NetworkNamespace from, int port) throws Exception {
        return get(from, port, PATIENCE_MS);
    }

    /** Whether nothing comes back, for as long as an answer takes on a machine that has other things to do. */
    boolean isSilent(NetworkNamespace from, int port) throws Exception {
        return get(from, port, 600).equals("silent");
    }

    private static String get(NetworkNamespace from, int port, int patienceMs) throws Exception {
        return from.call(() -> {
            try (Socket socket = new Socket()) {
                socket.setSoTimeout(patienceMs);
                socket.connect(new InetSocketAddress(VIP, port), patienceMs);
                socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                return answer.substring(answer.indexOf("\r\n\r\n") + 4);
            } catch (java.net.SocketTimeoutException e) {
                return "silent";
            } catch (java.net.ConnectException e) {
                return "refused";
            }
        });
    }

    /** Waits until exactly these answer, in whatever order. */
    void awaitServed(int port, String... pages) {
        await().until(() -> {
            for (int i = 0; i < 2 * pages.length; i++) {
                if (!List.of(pages).contains(get(port))) {
                    return false;
                }
            }
            return true;
        });
    }

    @Override
    public void close() throws IOException {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        for (ServerSocket web : webs) {
            if (web != null) {
                web.close();
            }
        }
        try {
            for (Process process : processes) {
                process.waitFor(60, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        network.close();
    }
}
