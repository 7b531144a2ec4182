package org.hadirector.director.config;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.hadirector.director.log.StartTexts;
import org.hadirector.heartbeat.config.AuthkeysParser;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.heartbeat.config.HaCfParser;
import org.hadirector.heartbeat.config.HaCfValidator;
import org.hadirector.heartbeat.config.NodeFacts;
import org.hadirector.heartbeat.config.Parsed;
import org.hadirector.resource.config.HaresourcesParser;
import org.hadirector.resource.config.LdirectordCfParser;
import org.hadirector.resource.config.NameService;

/**
 * Damaged, mixed and made-up configuration texts for every parser: none may throw, none may take more memory than a
 * multiple of what it was given. Input number N of a seed is the same on every machine.
 *
 * <p>Started as a program ({@code packaging/fuzz-config.sh}): arguments are the number of inputs and the seed.
 */
public final class ConfigFuzz {
    /** Whatever the text: tables, messages, one look at each word. */
    private static final long BYTES_AT_LEAST = 8 << 20;

    private static final long BYTES_PER_CHARACTER = 20_000;

    private final long seed;
    private final ConfigTexts texts = new ConfigTexts();
    private final Map<String, Consumer<String>> parsers = new TreeMap<>();
    private final ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** The first input that a parser did not stand. */
    public static final class Broken extends AssertionError {
        private static final long serialVersionUID = 1;

        Broken(String message, Throwable cause) {
            super(message, cause);
        }
    }

    public ConfigFuzz(long seed) {
        this.seed = seed;
        parsers.put("ha.cf", ConfigFuzz::haCf);
        parsers.put(
                "authkeys",
                text -> AuthkeysParser.parse("authkeys", text, PosixFilePermissions.fromString("rw-------")));
        parsers.put("haresources", text -> new HaresourcesParser(Set.of("ha1.example", "ha2.example"), "rec"::equals)
                .parse("haresources", text)
                .problems()
                .forEach(Object::toString));
        LdirectordCfParser ldirectord = new LdirectordCfParser(new NoNames(), Set.of("rr", "wlc")::contains);
        parsers.put(
                "ldirectord.cf",
                text -> ldirectord.parse("ldirectord.cf", text).problems().forEach(Object::toString));
        parsers.put("director.yaml", text -> DirectorYamlParser.parse("director.yaml", text)
                .problems()
                .forEach(Object::toString));
    }

    private static void haCf(String text) {
        Parsed<HaCf> parsed = HaCfParser.parse("ha.cf", text);
        StartTexts.lines(parsed.problems());
        StartTexts.opened(parsed.value());
        StartTexts.lines(new HaCfValidator(new NoMachine()).validate(parsed.value()));
    }

    /** Gives the inputs {@code from} to {@code from + count - 1}, each to the parser whose turn it is. */
    public void run(long from, long count) {
        List<String> kinds = List.copyOf(parsers.keySet());
        for (long i = from; i < from + count; i++) {
            String kind = kinds.get((int) (i % kinds.size()));
            one(i, kind, texts.text(kind, new SplittableRandom(seed * 31 + i)));
        }
    }

    private void one(long number, String kind, String text) {
        long before = memory.getCurrentThreadAllocatedBytes();
        try {
            parsers.get(kind).accept(text);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new Broken("seed " + seed + " input " + number + " " + kind + ": " + e + "\n" + text, e);
        }
        long taken = memory.getCurrentThreadAllocatedBytes() - before;
        if (taken > BYTES_AT_LEAST + text.length() * BYTES_PER_CHARACTER) {
            throw new Broken(
                    "seed " + seed + " input " + number + " " + kind + ": " + taken + " bytes for " + text.length()
                            + " characters\n" + text,
                    null);
        }
    }

    /** Arguments: how many inputs, and the seed; both may be left out. */
    public static void main(String[] args) {
        long count = args.length > 0 ? Long.parseLong(args[0]) : 100_000;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
        long startedNs = System.nanoTime();
        new ConfigFuzz(seed).run(0, count);
        System.out.printf(
                "%d configuration texts, seed %d: no exception, memory bounded, %.1f s%n",
                count, seed, (System.nanoTime() - startedNs) / 1e9);
    }

    private record NoNames() implements NameService {
        @Override
        public Optional<InetAddress> host(String name, boolean six) {
            return Optional.empty();
        }

        @Override
        public OptionalInt port(String service, String protocol) {
            return OptionalInt.empty();
        }
    }

    /** Every second thing exists. */
    private record NoMachine() implements NodeFacts {
        @Override
        public String nodeName() {
            return "ha1.example";
        }

        @Override
        public boolean hasInterface(String name) {
            return name.hashCode() % 2 == 0;
        }

        @Override
        public Device device(String path) {
            return Device.values()[Math.floorMod(path.hashCode(), Device.values().length)];
        }

        @Override
        public boolean isLocal(InetAddress address) {
            return address.hashCode() % 2 == 0;
        }

        @Override
        public Optional<InetAddress> resolve(String host) {
            return host.hashCode() % 2 == 0 ? Optional.of(InetAddress.getLoopbackAddress()) : Optional.empty();
        }

        @Override
        public Optional<Account> user(String name) {
            return name.hashCode() % 2 == 0 ? Optional.of(new Account(1, 1)) : Optional.empty();
        }

        @Override
        public OptionalInt group(String name) {
            return name.hashCode() % 2 == 0 ? OptionalInt.of(1) : OptionalInt.empty();
        }

        @Override
        public boolean executable(String path) {
            return path.hashCode() % 2 == 0;
        }
    }
}
