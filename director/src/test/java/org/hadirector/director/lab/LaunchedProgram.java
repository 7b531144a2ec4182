package org.hadirector.director.lab;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/** The launcher of packaging/bin with the classes of this build, which are in no jar yet when tests run. */
public final class LaunchedProgram {
    public static final Path LAUNCHER =
            Path.of("..", "packaging", "bin", "director").toAbsolutePath().normalize();

    private LaunchedProgram() {}

    /** A jar for {@code HA_DIRECTOR_HOME}, as far as it must be one: it names the classes of this build. */
    public static Path home(Path home) throws IOException {
        Files.createDirectories(home);
        Path jar = home.resolve("director-0.1.0.jar");
        if (Files.exists(jar)) {
            return home; // programs that run have it open
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" "));
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, path);
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return home;
    }

    /** What starts a lab's directors by the launcher. */
    public static DirectorProgram guarded(Path home) throws IOException {
        return with(home, "HA_DIRECTOR_GUARDIAN=on");
    }

    /** The same without guardians: nothing but the lease takes the addresses from a daemon that was killed. */
    public static DirectorProgram unguarded(Path home) throws IOException {
        return with(home, "HA_DIRECTOR_GUARDIAN=off");
    }

    private static DirectorProgram with(Path home, String variable) throws IOException {
        return new DirectorProgram(List.of("env", variable, "HA_DIRECTOR_HOME=" + home(home), LAUNCHER.toString()));
    }
}
