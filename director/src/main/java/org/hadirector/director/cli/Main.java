package org.hadirector.director.cli;

import java.util.Arrays;
import java.util.List;
import org.hadirector.director.cli.Directories.Places;
import picocli.CommandLine;

/**
 * The program. The launcher says under which name it was called ({@code -Ddirector.program=ipvsadm}); the commands of
 * linux-ha and ipvsadm keep their own grammar and never meet picocli.
 */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(run(System.getProperty("director.program", "director"), args));
    }

    /** Runs one command and returns its exit code. */
    static int run(String program, String... args) {
        return switch (program) {
            case "ipvsadm" -> LvsRelay.run(Places.fromEnvironment(), List.of(args));
            case "hb_standby" -> HeartbeatCommands.standby(Places.fromEnvironment(), List.of(args));
            case "hb_takeover" -> HeartbeatCommands.takeover(Places.fromEnvironment(), List.of(args));
            case "meatclient" -> MeatClient.run(Places.fromEnvironment(), List.of(args), System.in);
            case "cl_status" -> ClStatus.run(Places.fromEnvironment(), List.of(args));
            default -> director(args);
        };
    }

    private static int director(String... args) {
        int verb = LvsRelay.verbIndex(args);
        if (verb >= 0) {
            return LvsRelay.runWithOptions(args, verb);
        }
        if (args.length > 0
                && List.of("hb_standby", "hb_takeover", "cl_status", "meatclient")
                        .contains(args[0])) {
            return run(args[0], Arrays.copyOfRange(args, 1, args.length));
        }
        return commandLine(args).execute(args);
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
