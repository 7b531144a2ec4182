package org.hadirector.director.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.hadirector.director.cli.Directories.Places;
import org.hadirector.director.cli.linuxha.Call;
import org.hadirector.director.cli.linuxha.LinuxHa;
import org.hadirector.director.run.HeadStart;
import picocli.CommandLine;

/**
 * The program. The launcher says under which name it was called ({@code -Ddirector.program=ipvsadm}); the commands of
 * linux-ha and ipvsadm keep their own grammar and never meet picocli.
 */
public final class Main {
    /** For packaging, in no help: see {@link CommandTour}. */
    private static final String ARCHIVE = "archive-commands";

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(System.getProperty("director.program", "director"), args));
    }

    /** Runs one command and returns its exit code. */
    static int run(String program, String... args) {
        if (LvsRelay.PROGRAMS.contains(program)) {
            return LvsRelay.program(program, Places.fromEnvironment(), List.of(args));
        }
        if (program.equals("meatclient")) {
            return MeatClient.run(Places.fromEnvironment(), List.of(args), System.in);
        }
        if (LinuxHa.PROGRAMS.contains(program)) {
            String called = System.getProperty("director.called", program);
            return linuxHa(program, called, Places.fromEnvironment(), List.of(args));
        }
        return director(args);
    }

    /** @param called as what the program was called, directory included */
    static int linuxHa(String program, String called, Places places, List<String> args) {
        return LinuxHa.run(program, new Call(called, args, new ThisMachine(places), System.out, System.err));
    }

    private static int tour(Places places) {
        try {
            return CommandTour.walk(places.run());
        } catch (IOException e) {
            System.err.println("director: " + Failures.text(e));
            return 1;
        }
    }

    private static int director(String... args) {
        String first = Verbatim.command(args);
        if (first.equals(ARCHIVE)) {
            return tour(Verbatim.of(args).places());
        }
        if (LinuxHa.PROGRAMS.contains(first) || List.of("lvs", "meatclient").contains(first)) {
            Verbatim line = Verbatim.of(args);
            return switch (first) {
                case "lvs" -> LvsRelay.director(line.places(), line.words());
                case "meatclient" -> MeatClient.run(line.places(), line.words(), System.in);
                default -> linuxHa(first, first, line.places(), line.words());
            };
        }
        if (first.equals("daemon")) {
            HeadStart.begin();
            Verbatim line = Verbatim.of(args);
            Optional<DaemonCommand> daemon = DaemonCommand.of(line.words());
            if (daemon.isPresent()) {
                return daemon(daemon.get(), line.places());
            }
        }
        return commandLine(args).execute(args);
    }

    private static int daemon(DaemonCommand command, Places places) {
        try {
            return command.start(places);
        } catch (Exception e) {
            System.err.println("director: " + Failures.text(e));
            return 1;
        }
    }

    /**
     * The command line for these words. What a sub-command takes is read by reflection, a tenth of a second and more
     * for all of them: only those that the words name are added, all when they name none.
     */
    static CommandLine commandLine(String... args) {
        CommandLine line = new CommandLine(new DirectorCommand());
        List<Class<?>> named = Commands.named(List.of(args));
        named.forEach(line::addSubcommand);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("director: " + Failures.text(failure));
            return 1;
        });
        line.setParameterExceptionHandler((failure, words) -> {
            CommandLine command = failure.getCommandLine();
            command.getErr()
                    .println("director: "
                            + failure.getMessage().lines().findFirst().orElse("wrong usage"));
            command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
            return 2;
        });
        return line;
    }
}
