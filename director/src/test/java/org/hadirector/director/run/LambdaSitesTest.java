package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compared with what the JVM itself writes into a class list. */
class LambdaSitesTest {
    @TempDir
    Path directory;

    /** A program with a lambda of each kind, each of which it comes past. */
    static final class Zoo {
        private static final long LONG = 0x1234_5678_9abcL;
        private static final double DOUBLE = 0.125e-9;

        private static String outcome;

        private final String held;

        private Zoo(String held) {
            this.held = held;
        }

        private record Key(int first, String second) {}

        private String inner(Object other) {
            Supplier<String> captures = () -> held + other;
            Function<String, Integer> ofThis = held::compareTo;
            return captures.get() + ofThis.apply("b");
        }

        public static void main(String[] args) {
            LongSupplier takesNothing = () -> LONG + (long) DOUBLE;
            Supplier<List<String>> makes = ArrayList::new;
            IntFunction<int[][]> array = int[][]::new;
            Function<String, String> ofValue = String::strip;
            BiFunction<List<String>, String, Boolean> ofInterface = List::add;
            Function<Object, String> ofStatic = String::valueOf;
            outcome = "\u00e4\u20ac" + takesNothing.getAsLong() + makes.get() + array.apply(1).length
                    + ofValue.apply(" ") + ofInterface + ofStatic.apply(1) + new Key(1, "").hashCode()
                    + new Zoo("a").inner(1);
        }
    }

    @Test
    void shouldNameEveryLambdaAsTheJvmDoes() throws Exception {
        List<String> found = LambdaSites.of(classFile(Zoo.class));
        assertEquals(8, found.size());
        assertEquals(written(Zoo.class), found.stream().sorted().toList());
    }

    private static byte[] classFile(Class<?> type) throws IOException {
        try (InputStream in = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
            return in.readAllBytes();
        }
    }

    private List<String> written(Class<?> type) throws Exception {
        Path list = directory.resolve("list");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:DumpLoadedClassList=" + list,
                        "-cp",
                        System.getProperty("java.class.path"),
                        type.getName())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        try {
            process.waitFor(60, TimeUnit.SECONDS);
            assertEquals(0, process.exitValue(), () -> {
                try {
                    return Files.readString(directory.resolve("out"));
                } catch (IOException e) {
                    return e.toString();
                }
            });
        } finally {
            process.destroyForcibly();
        }
        String ours = "@lambda-proxy " + type.getName().replace('.', '/') + " ";
        try (Stream<String> lines = Files.lines(list)) {
            return lines.filter(line -> line.startsWith(ours)).sorted().toList();
        }
    }
}
