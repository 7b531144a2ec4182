package org.hadirector.director.cli;

import java.util.List;

/** The sub-commands of {@code director}, in the order in which its help lists them. */
final class Commands {
    private static final List<Named> ALL = List.of(
            new Named("daemon", DaemonCommand.class),
            new Named("status", StatusCommand.class),
            new Named("events", EventsCommand.class),
            new Named("why", WhyCommand.class),
            new Named("metrics", MetricsCommand.class),
            new Named("standby", StandbyCommand.class),
            new Named("takeover", TakeoverCommand.class),
            new Named("fence", FenceCommand.class),
            new Named("clear", ClearCommand.class),
            new Named("reload", ReloadCommand.class),
            new Named("check", CheckCommand.class),
            new Named("realserver", RealserverCommand.class),
            new Named("clean", CleanCommand.class),
            new Named("engine", EngineCommand.class),
            new Named("lvs", LvsHelp.class),
            new Named("resource", ResourceHelp.class),
            new Named("lab", LabCommand.class),
            new Named("drill", DrillCommand.class),
            new Named("faults", FaultsCommand.class),
            new Named("simulate", SimulateCommand.class));

    private Commands() {}

    private record Named(String name, Class<?> type) {}

    /** The classes of the sub-commands that occur among the words; all of them when none does. */
    static List<Class<?>> named(List<String> words) {
        List<Class<?>> named = ALL.stream()
                .filter(command -> words.contains(command.name()))
                .<Class<?>>map(Named::type)
                .toList();
        return named.isEmpty() ? ALL.stream().<Class<?>>map(Named::type).toList() : named;
    }
}
