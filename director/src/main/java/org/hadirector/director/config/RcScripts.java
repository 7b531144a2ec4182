package org.hadirector.director.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;

/**
 * The scripts of {@code rc.d}: which of them may be run. Those that came with heartbeat move resource groups; here the
 * daemon does that itself, and a second mover would start what the other node serves. They are told by what they do,
 * not by a checksum, for their text differs between releases and people added lines to it: a script whose code calls
 * {@code mach_down} or {@code ResourceManager}, or, in {@code hb_takeover}, {@code hb_standby}.
 */
public final class RcScripts {
    private static final Pattern MOVER = Pattern.compile("\\b(mach_down|ResourceManager)\\b");
    private static final Pattern STANDBY = Pattern.compile("\\bhb_standby\\b");
    private static final int MOST = 1 << 20;

    private final Path directory;

    /** What becomes of a script. */
    public enum Kind {
        /** There is none of that name. */
        NONE,
        /** It is run. */
        USER,
        /** It would move groups behind the daemon's back. */
        MOVES_GROUPS,
        NOT_EXECUTABLE,
        UNREADABLE
    }

    /** @param configuration the directory that holds {@code rc.d} */
    public RcScripts(Path configuration) {
        this.directory = configuration.resolve("rc.d");
    }

    /** Where the script for messages of this type is, whether it exists or not. */
    public Path path(String type) {
        return directory.resolve(type);
    }

    /** Looks at it now: scripts come and go while the daemon runs. Reads a file. */
    public Kind kind(String type) {
        Path script = path(type);
        if (!Files.isRegularFile(script)) {
            return Kind.NONE;
        }
        if (!Files.isExecutable(script)) {
            return Kind.NOT_EXECUTABLE;
        }
        try {
            if (Files.size(script) > MOST) {
                return Kind.USER; // a program, no script of heartbeat's
            }
            String code = new String(Files.readAllBytes(script), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> !line.stripLeading().startsWith("#"))
                    .collect(Collectors.joining("\n"));
            boolean moves = MOVER.matcher(code).find()
                    || type.equals("hb_takeover") && STANDBY.matcher(code).find();
            return moves ? Kind.MOVES_GROUPS : Kind.USER;
        } catch (IOException e) {
            return Kind.UNREADABLE;
        }
    }

    /** One warning that names all scripts that are there and not run. */
    Optional<ConfigProblem> problem() {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<String> idle = files.map(file -> file.getFileName().toString())
                    .filter(name -> kind(name) == Kind.MOVES_GROUPS)
                    .sorted()
                    .toList();
            return idle.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ConfigProblem(
                            directory.toString(),
                            0,
                            Severity.WARNING,
                            "not run because they move resource groups, as heartbeat's own scripts do: "
                                    + String.join(", ", idle),
                            "the daemon does this itself: remove them; what you added to them, put into a script that"
                                    + " calls neither mach_down nor ResourceManager"));
        } catch (IOException e) {
            return Optional.of(new ConfigProblem(
                    directory.toString(),
                    0,
                    Severity.WARNING,
                    "cannot be read: " + e.getMessage(),
                    "make it readable"));
        }
    }
}
