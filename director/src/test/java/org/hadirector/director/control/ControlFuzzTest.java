package org.hadirector.director.control;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Hostile lines on the control socket: a request or an IOException, nothing else. */
class ControlFuzzTest {
    private static final long INPUTS = Long.getLong("fuzz.inputs", 100_000);
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final String[] PARTS = {
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\"verb\"",
        "\"args\"",
        "\"stdin\"",
        "\"status\"",
        "null",
        "true",
        "-1e999",
        "1",
        "\\u0000",
        "\\",
        " ",
        "\u2028",
        "\"standby\"",
        "0x",
        "''",
        "//",
        "\t"
    };
    private static final String GOOD = "{\"verb\":\"standby\",\"args\":[\"all\",\"x\"],\"stdin\":\"y\"}";

    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void shouldDecodeOrRefuseAnyLine() {
        long good = 0;
        long startNs = System.nanoTime();
        for (long i = 0; i < INPUTS; i++) {
            String line = line();
            try {
                ControlRequest.decode(line);
                good++;
            } catch (IOException e) {
                assertTrue(e.getMessage() != null && e.getMessage().length() < 2_000, "a refusal stays short");
            }
        }
        java.util.logging.Logger.getLogger("figures")
                .info(String.format(
                        "%d lines, %d requests, %d ns each", INPUTS, good, (System.nanoTime() - startNs) / INPUTS));
        assertTrue(good > 0 && good < INPUTS);
    }

    private String line() {
        return switch (random.nextInt(4)) {
            case 0 -> joined(random.nextInt(30));
            case 1 -> changed();
            case 2 -> noise();
            default -> random.nextInt(1000) == 0 ? "[".repeat(100_000) : "{\"verb\":" + joined(6) + "}";
        };
    }

    private String joined(int parts) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < parts; i++) {
            line.append(PARTS[random.nextInt(PARTS.length)]);
        }
        return line.toString();
    }

    private String changed() {
        char[] line = GOOD.toCharArray();
        line[random.nextInt(line.length)] = (char) random.nextInt(random.nextBoolean() ? 128 : 65_536);
        return new String(line);
    }

    private String noise() {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
