package org.hadirector.director.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.hadirector.heartbeat.link.BootId;

/**
 * The numbers that must survive the process: the highest reserved epoch ({@code epoch}) and how often the daemon
 * started ({@code generation}). A file that is lost or damaged never lets the number fall behind what the journal
 * shows; what the journal does not know either, the peer's beats heal. One thread at a time.
 */
public final class EpochStore {
    private final Path directory;
    private final DurableNumber epoch;
    private final DurableNumber generation;
    /** Of this run, when the disk did not take it at start. */
    private long unsavedGeneration;

    public EpochStore(Path stateDirectory) {
        this.directory = stateDirectory;
        this.epoch = new DurableNumber(stateDirectory.resolve("epoch"));
        this.generation = new DurableNumber(stateDirectory.resolve("generation"));
    }

    /**
     * What was found at start.
     *
     * @param epoch the highest epoch known on this node
     * @param trouble why it is not simply the file's number, or empty
     */
    public record Found(long epoch, String trouble) {}

    /** The highest epoch known here. */
    public Found load() throws IOException {
        OptionalLong stored = epoch.read();
        long told = new JournalReader(directory).highestEpoch();
        if (stored.isPresent() && stored.getAsLong() >= told) {
            return new Found(stored.getAsLong(), "");
        }
        String what = stored.isPresent() ? "behind the journal" : presence("epoch");
        boolean firstStart = stored.isEmpty() && told == 0 && !Files.exists(directory.resolve("epoch"));
        return new Found(told, firstStart ? "" : "epoch file is " + what + ", going on from epoch " + told);
    }

    private String presence(String name) {
        return Files.exists(directory.resolve(name)) ? "damaged" : "missing";
    }

    /** Makes sure that no later start of this node uses an epoch up to this one. */
    public void reserve(long upTo) throws IOException {
        OptionalLong stored = epoch.read();
        if (stored.isEmpty() || stored.getAsLong() < upTo) {
            epoch.write(upTo);
        }
        if (unsavedGeneration > 0) {
            generation.write(unsavedGeneration);
            unsavedGeneration = 0;
        }
    }

    /**
     * The boot id of this run; the file is written before the id is used.
     *
     * @param wallSeconds seconds since 1970
     */
    public long nextBootId(long wallSeconds) throws IOException {
        long former = generation.read().orElse(0);
        long next = BootId.next(
                former << 32, wallSeconds, ThreadLocalRandom.current().nextInt());
        generation.write(next >>> 32);
        return next;
    }

    /**
     * The boot id of a run whose disk takes nothing: ordered by what can be read and by the wall clock, and written
     * with the first reservation that succeeds.
     */
    public long unsavedBootId(long wallSeconds) throws IOException {
        long former = generation.read().orElse(0);
        long next = BootId.next(
                former << 32, wallSeconds, ThreadLocalRandom.current().nextInt());
        unsavedGeneration = next >>> 32;
        return next;
    }
}
