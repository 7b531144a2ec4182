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
    /** What the disk took last in this run, 0 when nothing is known to be there. */
    private long reserved;
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
        JournalReader journal = new JournalReader(directory);
        OptionalLong stored;
        try {
            stored = epoch.read();
        } catch (IOException unreadable) {
            return instead(journal.highestEpoch(), "unreadable (" + unreadable.getMessage() + ")");
        }
        if (stored.isEmpty()) {
            long told = journal.highestEpoch();
            boolean exists = Files.exists(directory.resolve("epoch"));
            boolean firstStart = told == 0 && !exists;
            return firstStart ? new Found(0, "") : instead(told, exists ? "damaged" : "missing");
        }
        boolean behind = stored.getAsLong() < journal.newestEpoch();
        return behind ? instead(journal.highestEpoch(), "behind the journal") : new Found(stored.getAsLong(), "");
    }

    private static Found instead(long told, String what) {
        String from = told == 0 ? "nothing, for the journal knows none" : "epoch " + told + ", the journal's highest";
        return new Found(
                told, "epoch file is " + what + ", going on from " + from + "; the other node's beats raise it");
    }

    /** Makes sure that no later start of this node uses an epoch up to this one. */
    public void reserve(long upTo) throws IOException {
        OptionalLong stored = epoch.read();
        if (stored.isEmpty() || stored.getAsLong() < upTo) {
            epoch.write(upTo);
        }
        reserved = upTo;
        if (unsavedGeneration > 0) {
            generation.write(unsavedGeneration);
            unsavedGeneration = 0;
        }
    }

    /** Why what was reserved last is not on disk any more, or empty; said once. */
    public String loss() {
        String why = reserved == 0 ? "" : missing();
        if (!why.isEmpty()) {
            reserved = 0;
        }
        return why;
    }

    private String missing() {
        try {
            OptionalLong stored = epoch.read();
            boolean there = stored.isPresent() && stored.getAsLong() >= reserved;
            return there ? "" : directory.resolve("epoch") + " was removed, damaged or replaced by an older one";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /**
     * The boot id of this run; the file is written before the id is used.
     *
     * @param wallSeconds seconds since 1970
     */
    public long nextBootId(long wallSeconds) throws IOException {
        long next = follower(wallSeconds);
        generation.write(next >>> 32);
        return next;
    }

    /**
     * The boot id of a run whose disk takes nothing: ordered by what can be read and by the wall clock, and written
     * with the first reservation that succeeds.
     */
    public long unsavedBootId(long wallSeconds) {
        long next = follower(wallSeconds);
        unsavedGeneration = next >>> 32;
        return next;
    }

    /** Of a run after the one on disk; one that cannot be read is ordered by the wall clock alone. */
    private long follower(long wallSeconds) {
        long former;
        try {
            former = generation.read().orElse(0);
        } catch (IOException unreadable) {
            former = 0;
        }
        return BootId.next(
                former << 32, wallSeconds, ThreadLocalRandom.current().nextInt());
    }
}
