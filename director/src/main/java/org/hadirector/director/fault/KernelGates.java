package org.hadirector.director.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.lvs.path.gate.GateReader;

/** The gates of the directors as the kernel has them. One thread. */
final class KernelGates implements Gates {
    private final Map<String, GateReader> readers = new TreeMap<>();
    private final Predicate<String> alive;
    /** What the gates of the dead had carried when they were looked at last. */
    private final Map<String, Long> carried = new TreeMap<>();

    private KernelGates(Predicate<String> alive) {
        this.alive = alive;
    }

    /**
     * @param directors their namespaces by name
     * @param device where their gates are
     * @param alive whether a director's process lives, at once: asked when two leases run, as a dead one's address may
     *     be gone, and it counts only if its gate goes on with connections that last
     */
    static KernelGates open(
            Map<String, NetworkNamespace> directors, String device, InetAddress service, Predicate<String> alive)
            throws IOException {
        KernelGates gates = new KernelGates(alive);
        try {
            for (Map.Entry<String, NetworkNamespace> director : directors.entrySet()) {
                gates.readers.put(director.getKey(), director.getValue().call(() -> GateReader.open(device, service)));
            }
            gates.follow();
            return gates;
        } catch (IOException e) {
            gates.close();
            throw e;
        } catch (Exception e) {
            gates.close();
            throw new IOException("gates of the directors", e);
        }
    }

    @Override
    public void follow() throws IOException {
        carried.keySet().removeIf(alive); // another daemon's gate counts from the beginning
        for (GateReader reader : readers.values()) {
            reader.follow();
        }
    }

    @Override
    public Set<String> open() throws IOException {
        Set<String> open = running();
        if (open.size() > 1) {
            open.retainAll(running()); // one was read before the other, and may have been closed in between
            for (String director : List.copyOf(open)) {
                if (!alive.test(director) && !carriesOn(director)) {
                    open.remove(director);
                }
            }
        }
        return open;
    }

    /** Whether a dead director's gate has carried anything since this was asked last. */
    private boolean carriesOn(String director) throws IOException {
        long now = readers.get(director).carried();
        Long before = carried.put(director, now);
        return before != null && now > before;
    }

    private Set<String> running() throws IOException {
        Set<String> running = new TreeSet<>();
        for (Map.Entry<String, GateReader> reader : readers.entrySet()) {
            if (reader.getValue().runs()) {
                running.add(reader.getKey());
            }
        }
        return running;
    }

    @Override
    public void close() {
        readers.values().forEach(GateReader::close);
    }
}
