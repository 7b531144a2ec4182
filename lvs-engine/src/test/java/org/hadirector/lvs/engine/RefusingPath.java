package org.hadirector.lvs.engine;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.TreeSet;
import org.hadirector.lvs.path.PacketPath;

/** A path that refuses one of its changes; what it has taken up is known by name. */
public final class RefusingPath {
    private static final Set<String> TAKES = Set.of("divert", "divertReplies");
    private static final Set<String> GIVES = Set.of("undivert", "undivertReplies");

    private final Set<String> taken = new TreeSet<>();
    private final PacketPath path;
    private int left = Integer.MAX_VALUE;
    private int changes;

    /** Passes on to {@code real} what it does not refuse. */
    public RefusingPath(PacketPath real) {
        path = (PacketPath) Proxy.newProxyInstance(
                PacketPath.class.getClassLoader(), new Class<?>[] {PacketPath.class}, (proxy, method, arguments) -> {
                    String name = method.getName();
                    if (TAKES.contains(name) || GIVES.contains(name)) {
                        refuseOrKeep(name, arguments[0].toString());
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void refuseOrKeep(String name, String key) throws IOException {
        changes++;
        if (left-- == 0) {
            throw new IOException("refused: " + name + " " + key);
        }
        String entry = name.replace("un", "") + " " + key;
        if (TAKES.contains(name)) {
            taken.add(entry);
        } else {
            taken.remove(entry);
        }
    }

    /** The path for the engine. */
    public PacketPath path() {
        return path;
    }

    /** Refuses the change after so many others, once. */
    public void refuseAfter(int changes) {
        left = changes;
    }

    /** Refuses nothing any more; returns whether a change was refused. */
    public boolean relent() {
        boolean refused = left < 0;
        left = Integer.MAX_VALUE;
        return refused;
    }

    /** How many were asked for. */
    int changes() {
        return changes;
    }

    Set<String> taken() {
        return new TreeSet<>(taken);
    }
}
