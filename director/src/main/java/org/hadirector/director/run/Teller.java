package org.hadirector.director.run;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.hadirector.director.journal.Journal;
import org.hadirector.director.log.HeartbeatTexts;
import org.hadirector.director.log.LogLine;
import org.hadirector.heartbeat.decide.CoreEvent;

/**
 * Writes what the core tells into the journal and, in heartbeat's words, into ha-log, and to the scripts of rc.d. All
 * are queues: never blocks.
 */
final class Teller implements EffectRunner.Teller {
    private final Journal journal;
    private final HeartbeatTexts texts;
    private final ToLongFunction<String> epoch;
    private final Consumer<LogLine> log;
    private final Executor later;
    private final Consumer<CoreEvent> scripts;
    private final Vendors vendors = new Vendors();

    /**
     * @param epoch of a group as the core knows it, asked on the deciding duty only
     * @param log takes the lines of ha-log; never blocks
     * @param later where something may take its time
     * @param scripts told last; never blocks
     */
    Teller(
            Journal journal,
            HeartbeatTexts texts,
            ToLongFunction<String> epoch,
            Consumer<LogLine> log,
            Executor later,
            Consumer<CoreEvent> scripts) {
        this.journal = journal;
        this.texts = texts;
        this.epoch = epoch;
        this.log = log;
        this.later = later;
        this.scripts = scripts;
    }

    @Override
    public void tell(CoreEvent event) {
        journal.add(
                event.kind().name(),
                event.group(),
                event.subject(),
                event.reason(),
                event.value(),
                event.group().isEmpty() ? 0 : epoch.applyAsLong(event.group()),
                event.kind().ownership());
        if (event.kind() == CoreEvent.Kind.STRANGER) {
            later.execute(() -> vendors.of(event.subject())
                    .ifPresent(vendor -> log.accept(HeartbeatTexts.vendor(event.subject(), vendor))));
        }
        texts.lines(event).forEach(log);
        scripts.accept(event);
    }
}
