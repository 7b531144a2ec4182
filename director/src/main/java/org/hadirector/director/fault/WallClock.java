package org.hadirector.director.fault;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.hadirector.linux.Commands;

/**
 * A wall clock for the processes that are started with its {@link #environment}, which can be set while they run. The
 * kernel has one wall clock for all (time namespaces shift the monotonic ones only), so a preloaded library shifts it.
 */
final class WallClock {
    private static final String SOURCE = "wallclock.c";

    private final Path library;
    private final Path offset;

    private WallClock(Path library, Path offset) {
        this.library = library;
        this.offset = offset;
    }

    /**
     * Compiles the library into that directory.
     *
     * @throws IOException when there is no clang, which building the product needs as well
     */
    static WallClock in(Path directory) throws IOException {
        Path source = directory.resolve(SOURCE);
        try (InputStream in = WallClock.class.getResourceAsStream(SOURCE)) {
            if (in == null) {
                throw new IllegalStateException(SOURCE + " was not packed into the jar");
            }
            Files.write(source, in.readAllBytes());
        }
        Path library = directory.resolve("wallclock.so");
        Commands.run("clang", "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString());
        WallClock clock = new WallClock(library, directory.resolve("wallclock"));
        clock.ahead(0);
        return clock;
    }

    /** For a process that shall live by this clock. */
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "WALLCLOCK_OFFSET", offset.toString());
    }

    /** Sets the clock that many seconds ahead of the machine's; behind when negative. */
    void ahead(long seconds) throws IOException {
        ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        number.putLong(0, seconds);
        // Written in place: the processes have the file mapped.
        Files.write(offset, number.array(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
}
