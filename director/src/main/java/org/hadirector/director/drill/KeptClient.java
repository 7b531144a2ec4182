package org.hadirector.director.drill;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** One of {@link KeptClients}. Its thread writes, any thread reads. */
public final class KeptClient {
    /** One wrong answer tells as much as a thousand. */
    private static final int WRONG_KEPT = 8;

    private final InetSocketAddress service;
    private final int ownPort;
    private final KeptClients.Manners manners;
    private final KeptClients.Speech speech;
    private final List<String> wrong = new ArrayList<>();
    private final List<Long> answeredNs = new ArrayList<>();
    private final AtomicLong broken = new AtomicLong();
    private volatile int firstPort;
    private volatile int port;
    private volatile int onThisConnection;
    private volatile boolean stopping;
    private volatile Socket connection;

    KeptClient(InetSocketAddress service, int ownPort, KeptClients.Manners manners, KeptClients.Speech speech) {
        this.service = service;
        this.ownPort = ownPort;
        this.manners = manners;
        this.speech = speech;
    }

    void run() {
        long number = 0;
        while (!stopping) {
            try (Socket socket = new Socket()) {
                open(socket);
                while (!stopping) {
                    boolean right = speech.exchange(socket, ++number);
                    answered(right, number);
                    KeptClients.rest(manners.pause());
                }
            } catch (IOException e) {
                broken.addAndGet(onThisConnection > 0 && !stopping ? 1 : 0);
                onThisConnection = 0;
                KeptClients.rest(manners.pause());
            }
        }
    }

    private void open(Socket socket) throws IOException {
        int patienceMs = (int) manners.patience().toMillis();
        onThisConnection = 0;
        connection = socket;
        socket.setReuseAddress(true);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(patienceMs);
        socket.bind(new InetSocketAddress(ownPort));
        socket.connect(service, patienceMs);
        port = socket.getLocalPort();
        firstPort = firstPort == 0 ? port : firstPort;
    }

    private void answered(boolean right, long number) {
        synchronized (answeredNs) {
            answeredNs.add(System.nanoTime());
            if (!right && wrong.size() < WRONG_KEPT) {
                wrong.add("port " + port + ", exchange " + number + ", " + onThisConnection + " on this connection");
            }
        }
        onThisConnection++;
    }

    /** The port of its first connection, 0 while there was none. */
    public int firstPort() {
        return firstPort;
    }

    /** The port of its present or latest connection, 0 while there was none. */
    public int port() {
        return port;
    }

    /** Exchanges on the present connection. */
    public int onThisConnection() {
        return onThisConnection;
    }

    public long broken() {
        return broken.get();
    }

    /** The first answers that were not what they had to be. */
    public List<String> wrong() {
        synchronized (answeredNs) {
            return List.copyOf(wrong);
        }
    }

    /** How many answers it has had. */
    public int answered() {
        synchronized (answeredNs) {
            return answeredNs.size();
        }
    }

    /** The longest time without an answer since that moment, up to now. */
    public long longestGapNs(long sinceNs) {
        long longest = 0;
        long before = sinceNs;
        synchronized (answeredNs) {
            for (long at : answeredNs) {
                if (at - sinceNs > 0) {
                    longest = Math.max(longest, at - before);
                    before = at;
                }
            }
        }
        return Math.max(longest, System.nanoTime() - before);
    }

    /** It says no more; its thread ends once what it waits for has come, or was closed under it. */
    void stop() {
        stopping = true;
        Socket present = connection;
        try {
            if (present != null) {
                present.close();
            }
        } catch (IOException e) {
            // It is closed by its own thread, then.
            connection = null;
        }
    }
}
