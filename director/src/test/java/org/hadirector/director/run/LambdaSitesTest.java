package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
            Function<String, String> atAnotherPlace = String::strip;
            BiFunction<List<String>, String, Boolean> ofInterface = List::add;
            Function<Object, String> ofStatic = String::valueOf;
            outcome = "\u00e4\u20ac" + takesNothing.getAsLong() + makes.get() + array.apply(1).length
                    + ofValue.andThen(atAnotherPlace).apply(" ") + ofInterface + ofStatic.apply(1)
                    + new Key(1, "").hashCode()
                    + new Zoo("a").inner(1);
        }
    }

    @Test
    void shouldNameEveryLambdaAsTheJvmDoes() throws Exception {
        List<String> found = LambdaSites.of(classFile(Zoo.class)).stream()
                .filter(line -> line.startsWith("@lambda-proxy"))
                .sorted()
                .toList();
        assertEquals(9, found.size(), "one of them is at two places");
        String ours = "@lambda-proxy " + Zoo.class.getName().replace('.', '/') + " ";
        assertEquals(
                found, written(Zoo.class).filter(line -> line.startsWith(ours)).toList());
    }

    /** A program with lambdas of shapes that the JVM's own classes have none of. */
    static final class Shapes {
        private static String outcome;

        private final int own = 7;

        interface TakesMany {
            double take(float one, int[] two, String three);
        }

        private static Supplier<String> makes(float one, double two, boolean three, char four, short five, byte six) {
            return () -> "" + one + two + three + four + five + six;
        }

        private TakesMany takes(int[][] one, Object two, long three, long four) {
            return (five, six, seven) -> one.length + two.hashCode() + three + four + five + six.length + own;
        }

        public static void main(String[] args) {
            double taken = new Shapes().takes(new int[1][], "", 4, 5).take(1, new int[2], "");
            outcome = makes(1, 2, true, '4', (short) 5, (byte) 6).get() + taken;
        }
    }

    @Test
    void shouldNameTheFormsOfEveryLambdaAsTheJvmDoes() throws Exception {
        Set<String> found = LambdaSites.of(classFile(Shapes.class)).stream()
                .filter(line -> line.startsWith("@lambda-form-invoker"))
                .collect(Collectors.toSet());
        Set<String> written = written(Shapes.class).filter(found::contains).collect(Collectors.toSet());
        found.removeAll(written);
        String direct = "@lambda-form-invoker [LF_RESOLVE] java.lang.invoke.DirectMethodHandle$Holder ";
        assertEquals(8, written.size());
        assertEquals(
                Set.of(direct + "invokeStaticInit LFDI4_L", direct + "invokeVirtual L4JJFLL_D"),
                found,
                "needed when the class has not been initialized, and when the method is not private");
    }

    private static byte[] classFile(Class<?> type) throws IOException {
        try (InputStream in = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
            return in.readAllBytes();
        }
    }

    private Stream<String> written(Class<?> type) throws Exception {
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
        return Files.readAllLines(list).stream().sorted();
    }
}
