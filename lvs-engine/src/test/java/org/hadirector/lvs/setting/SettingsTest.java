package org.hadirector.lvs.setting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hadirector.lvs.ipvsadm.IpvsadmResult;
import org.hadirector.lvs.ipvsadm.SysctlCommand;
import org.junit.jupiter.api.Test;

/** Names, defaults and ranges of the settings, and the command that shows and changes them. */
class SettingsTest {
    private final Settings settings = new Settings();

    @Test
    void shouldHaveTheKernelsNamesAndDefaults() throws IOException, URISyntaxException {
        Path recorded = Path.of(SettingsTest.class
                .getResource("/golden/listings/proc-empty.txt")
                .toURI());
        List<String> lines = Files.readAllLines(recorded);
        String folder = "file /proc/sys/net/ipv4/vs/";
        int compared = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(folder) && !lines.get(i).endsWith("sync_qlen_max")) {
                Setting setting =
                        Setting.named(lines.get(i).substring(folder.length())).orElseThrow();
                assertEquals(lines.get(i + 1), "1|" + settings.text(setting), setting.fullName());
                compared++;
            }
        }
        assertTrue(compared > 20, compared + " settings compared");
    }

    @Test
    void shouldTakeNamesInEveryForm() {
        for (String name : List.of("drop_entry", "net.ipv4.vs.drop_entry", "net/ipv4/vs/drop_entry")) {
            assertEquals(Optional.of(Setting.DROP_ENTRY), Setting.named(name));
        }
        assertEquals(Optional.empty(), Setting.named("drop-entry"));
    }

    @Test
    void shouldRefuseWhatTheKernelRefusesAndWhatIsNotBuilt() {
        refused(Setting.DROP_ENTRY, "4", "from 0 to 3");
        refused(Setting.CONNTRACK, "on", "whole number");
        refused(Setting.SYNC_THRESHOLD, "0 1", "synchronisation");
        assertEquals(0, settings.get(Setting.DROP_ENTRY));
    }

    @Test
    void shouldTakeNumbersThatTheKernelTakesWithoutAMeaning() throws SettingException {
        for (Setting setting : List.of(Setting.AM_DROPRATE, Setting.AMEMTHRESH, Setting.LBLC_EXPIRATION)) {
            settings.set(setting, "-1");
            assertEquals(-1, settings.get(setting), setting.fullName());
            settings.set(setting, "0");
            assertEquals(0, settings.get(setting), setting.fullName());
        }
    }

    private void refused(Setting setting, String value, String because) {
        String message = assertThrows(SettingException.class, () -> settings.set(setting, value))
                .getMessage();
        assertTrue(message.contains(because), message);
    }

    @Test
    void shouldTakeTheDefaultOfWhatIsFixed() throws SettingException {
        settings.set(Setting.SYNC_THRESHOLD, "3 50");
        assertEquals("3\t50", settings.text(Setting.SYNC_THRESHOLD));
    }

    @Test
    void shouldKeepWhatNoFileNames() throws SettingException {
        settings.set(Setting.SLOPPY_TCP, "1");
        settings.reconfigure(Map.of(), Map.of(Setting.DROP_ENTRY, 1, Setting.PMTU_DISC, 0));
        settings.reconfigure(Map.of(Setting.DROP_ENTRY, 1, Setting.PMTU_DISC, 0), Map.of(Setting.DROP_ENTRY, 2));
        assertEquals(2, settings.get(Setting.DROP_ENTRY));
        assertEquals(1, settings.get(Setting.PMTU_DISC));
        assertTrue(settings.isOn(Setting.SLOPPY_TCP));
    }

    @Test
    void shouldShowAndSetAsSysctlDoes() {
        assertEquals(
                "net.ipv4.vs.drop_entry = 3\n",
                sysctl("net.ipv4.vs.drop_entry=3").out());
        assertEquals("3\n", sysctl("-n", "drop_entry").out());
        assertEquals("", sysctl("-qw", "drop_entry=0").out());
        List<String> all = sysctl("-a").out().lines().toList();
        assertEquals(Setting.values().length, all.size());
        assertTrue(all.containsAll(List.of("net.ipv4.vs.drop_entry = 0", "net.ipv4.vs.sync_threshold = 3\t50")));
        assertEquals(
                "net.ipv4.vs.sloppy_sctp\nnet.ipv4.vs.sloppy_tcp\n",
                sysctl("-N", "-r", "sloppy").out());
    }

    @Test
    void shouldDoTheRightWordsBesideWrongOnes() {
        IpvsadmResult result = sysctl("sloppy_tcp=1", "slopy_tcp=1", "drop_entry=9");
        assertEquals(1, result.exitCode());
        assertEquals("net.ipv4.vs.sloppy_tcp = 1\n", result.out());
        for (String part : List.of("cannot stat slopy_tcp", "sloppy_sctp, sloppy_tcp", "\"net.ipv4.vs.drop_entry\"")) {
            assertTrue(result.err().contains(part), result.err());
        }
        assertEquals(0, sysctl("-e", "slopy_tcp").exitCode());
        assertTrue(sysctl("-w", "sloppy_tcp").err().contains("name=value"));
        assertEquals(1, sysctl("-z").exitCode());
        assertEquals(1, sysctl().exitCode());
    }

    private IpvsadmResult sysctl(String... args) {
        return SysctlCommand.run(List.of(args), settings);
    }
}
