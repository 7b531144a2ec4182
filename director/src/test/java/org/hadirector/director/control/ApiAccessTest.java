package org.hadirector.director.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.heartbeat.config.HaCfParser;
import org.junit.jupiter.api.Test;

/** Users and groups are those that every Debian has. */
class ApiAccessTest {
    private static boolean may(String lines, String user, String group, String verb) {
        HaCf haCf = HaCfParser.parse("ha.cf", lines).value();
        return new ApiAccess(() -> haCf).mayAsk(user, group, verb);
    }

    @Test
    void shouldLetEverybodyUseClStatusUnlessALineSaysWho() {
        assertTrue(may("", "nobody", "nogroup", "cl_status"));
        assertFalse(may("apiauth cl_status uid=daemon\n", "nobody", "nogroup", "cl_status"));
        assertTrue(may("apiauth cl_status uid=daemon\n", "daemon", "daemon", "cl_status"));
    }

    @Test
    void shouldGiveTheStatusToTheGroupOfHeartbeatsClientsUntilToldOtherwise() {
        assertTrue(may("", "operator1", "haclient", "status"));
        assertFalse(may("", "nobody", "nogroup", "status"));
        assertTrue(may("apiauth anon gid=nogroup\n", "nobody", "nogroup", "status"));
        assertTrue(may("apiauth default uid=nobody\n", "nobody", "x", "status"));
        assertFalse(may("apiauth default uid=nobody\n", "x", "haclient", "status"), "default goes before anon");
        assertFalse(may("apiauth director uid=daemon\napiauth default uid=nobody\n", "nobody", "x", "status"));
    }

    @Test
    void shouldGiveMovesToThoseOnlyWhoAreNamedForThem() {
        String all = "apiauth default uid=nobody\napiauth anon uid=nobody\napiauth director uid=nobody\n";
        assertFalse(may(all, "nobody", "nogroup", "standby"));
        assertTrue(may("apiauth hb_standby uid=nobody\n", "nobody", "nogroup", "standby"));
        assertFalse(may("apiauth hb_standby uid=nobody\n", "nobody", "nogroup", "takeover"));
        assertTrue(may("apiauth hb_takeover gid=nogroup\n", "x", "nogroup", "takeover"));
    }

    @Test
    void shouldKeepEverythingElseForRoot() {
        String all = "apiauth reload uid=nobody\napiauth lvs uid=nobody\napiauth fence uid=nobody\n"
                + "apiauth clear uid=nobody\napiauth note uid=nobody\napiauth default uid=nobody\n";
        for (String verb : List.of("reload", "lvs", "fence", "clear", "note", "", "Status")) {
            assertFalse(may(all, "nobody", "nogroup", verb), verb);
        }
    }

    @Test
    void shouldTakeNumbersForNames() {
        assertTrue(may("apiauth director uid=1\n", "daemon", "daemon", "status"));
        assertTrue(may("apiauth director gid=1\n", "x", "daemon", "status"));
        assertTrue(may("apiauth director uid=4711\n", "4711", "4711", "status"), "a user without a name");
        assertFalse(may("apiauth director uid=1\n", "nobody", "nogroup", "status"));
    }

    /** Only what a line can give away is told of with that line. */
    @Test
    void shouldNameTheLineThatHelps() {
        ApiAccess access = new ApiAccess(() -> HaCfParser.parse("ha.cf", "").value());
        assertEquals(
                "only root may ask this, and whom a line \"apiauth hb_standby\" in ha.cf names",
                access.refusal("standby"));
        assertEquals("only root may ask this: use sudo", access.refusal("lvs"));
    }
}
