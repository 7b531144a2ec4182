package org.hadirector.director.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.hadirector.director.journal.EpochStore;
import org.hadirector.director.journal.Journal;
import org.hadirector.director.journal.JournalFile;
import org.hadirector.director.log.LogFiles;
import org.hadirector.heartbeat.decide.Input;

/**
 * The state directory of this run.
 *
 * @param bootId of this run, never used before
 * @param firstEpoch the highest epoch known on this node
 */
record Storage(Journal journal, EpochStore epochs, long bootId, long firstEpoch) {
    private static final Logger LOG = LogManager.getLogger(LogFiles.HEARTBEAT);
    private static final long JOURNAL_BYTES = 8 << 20;

    static Storage open(Path state, String node) throws IOException {
        Clock clock = Clock.systemDefaultZone();
        EpochStore epochs = new EpochStore(state);
        EpochStore.Found found = epochs.load();
        if (!found.trouble().isEmpty()) {
            LOG.warn(found.trouble());
        }
        long bootId = bootId(epochs, clock.instant().getEpochSecond());
        JournalFile file = new JournalFile(state, JOURNAL_BYTES);
        Journal journal = new Journal(node, clock, System::nanoTime, file, LOG::error);
        journal.onEach(entry -> LOG.debug(
                "event: {} {} {} {} {}", entry.kind(), entry.group(), entry.subject(), entry.reason(), entry.value()));
        if (!found.trouble().isEmpty()) {
            journal.add("EPOCH_FILE", "", found.trouble());
        }
        return new Storage(journal, epochs, bootId, found.epoch());
    }

    /**
     * Makes sure that no later start uses an epoch up to this one. The journal is told as well, long before any of them
     * is claimed: a killed process leaves no line about its last 20 ms, and the file may be lost with it.
     */
    void reserve(long upTo) throws IOException {
        epochs.reserve(upTo);
        journal.add("EPOCHS_RESERVED", "", "disk", "", 0, upTo, true);
    }

    /** Tells the inbox when what was reserved is no longer on disk. The disk's thread. */
    void look(Inbox inbox) {
        String loss = epochs.loss();
        if (!loss.isEmpty()) {
            inbox.offer(new Input.EpochsLost(loss));
        }
    }

    /** The same while nothing else has begun yet: what cannot be stored ends the start without a trace. */
    static Storage open(Path state, String node, SingleInstance instance) throws IOException {
        try {
            return open(state, node);
        } catch (IOException e) {
            instance.forget();
            throw new IOException("state directory " + state + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** A full or read-only disk is no reason to leave the peer alone: beats and grants need none, claims do. */
    private static long bootId(EpochStore epochs, long wallSeconds) {
        try {
            return epochs.nextBootId(wallSeconds);
        } catch (IOException e) {
            LOG.error("state directory cannot be written: {}. Nothing is claimed here until it can", e.toString());
            return epochs.unsavedBootId(wallSeconds);
        }
    }

    /**
     * As {@link #privateDirectory}; one that is there and cannot be changed, as on a read-only disk, is used as it is.
     */
    static void stateDirectory(Path state) throws IOException {
        try {
            privateDirectory(state, "rwx------");
        } catch (IOException e) {
            if (!Files.isDirectory(state)) {
                String why = Files.exists(state) ? "it is no directory: move it away" : e.toString();
                throw new IOException("state directory " + state + " cannot be made: " + why, e);
            }
            LOG.error("state directory cannot be changed: {}", e.toString());
        }
    }

    /** Makes a directory with these permissions. */
    static void privateDirectory(Path directory, String mode) throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
    }
}
