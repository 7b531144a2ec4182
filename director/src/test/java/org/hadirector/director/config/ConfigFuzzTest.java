package org.hadirector.director.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ConfigFuzzTest {
    /** A slice; packaging/fuzz-config.sh runs as many as one likes. */
    @Property(tries = 40)
    void shouldStandAnyText(@ForAll long seed) {
        new ConfigFuzz(seed).run(0, 250);
    }

    @Test
    void shouldMakeTheSameTextForTheSameSeedAndAnotherForAnother() {
        ConfigTexts texts = new ConfigTexts();
        String text = texts.text("ha.cf", new SplittableRandom(4));
        assertEquals(text, texts.text("ha.cf", new SplittableRandom(4)));
        assertNotEquals(text, texts.text("ha.cf", new SplittableRandom(5)));
    }
}
