package org.hadirector.resource.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.hadirector.resource.config.LdirectordCfParser;
import org.hadirector.resource.config.LdirectordConfig;
import org.hadirector.resource.config.Parsed;
import org.hadirector.resource.config.SystemNames;
import org.hadirector.resource.config.VirtualBlock;

/** Configurations for tests, written as an administrator would. */
public final class Configs {
    private Configs() {}

    public static LdirectordConfig ldirectord(String text) {
        Parsed<LdirectordConfig> parsed =
                new LdirectordCfParser(new SystemNames(), scheduler -> true).parse("ldirectord.cf", text);
        assertFalse(parsed.hasErrors(), parsed.problems().toString());
        return parsed.value();
    }

    public static VirtualBlock virtual(String text) {
        return ldirectord(text).virtuals().get(0);
    }
}
