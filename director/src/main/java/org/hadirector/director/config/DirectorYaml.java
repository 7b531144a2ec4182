package org.hadirector.director.config;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.hadirector.heartbeat.decide.CoreSettings.OnPartition;
import org.hadirector.lvs.engine.EngineOptions;
import org.hadirector.lvs.helper.FtpHelper;
import org.hadirector.lvs.mark.MarkRule;
import org.hadirector.lvs.path.gate.GatePath;
import org.hadirector.lvs.setting.Setting;

/**
 * {@code director.yaml}: what linux-ha's files have no word for. Every key is optional.
 *
 * @param leaseNs {@code lease}: how long a serving node goes on without renewal, nanoseconds; empty for min(1 s, D/4)
 * @param onPartition {@code on-partition}: who serves when no witness is to be had
 * @param standbyChecks {@code standby-checks}: the standby checks the real servers too (default), so that it knows who
 *     is up when it takes over
 * @param stonith keys that begin with {@code stonith-}
 * @param rebootWhenStuck {@code on-stop-failure: reboot}: a node whose resource cannot be stopped reboots at once, as
 *     heartbeat does, so that the other node can take over; otherwise ({@code keep}) it goes on trying and keeps the
 *     group, for the resource may be active
 * @param signs {@code direct} and {@code tripwire}
 * @param engine {@code interfaces}, {@code sysctl}, {@code ftp-ports}, {@code max-connections}, {@code receive-frames}
 *     and {@code marks}: what the LVS engine is built with, with heartbeat or without
 */
public record DirectorYaml(
        OptionalLong leaseNs,
        OnPartition onPartition,
        boolean standbyChecks,
        Stonith stonith,
        boolean rebootWhenStuck,
        Signs signs,
        Engine engine) {
    /**
     * How the LVS engine is built and set.
     *
     * @param interfaces {@code interfaces}: where the gate stands; empty for every Ethernet-like interface
     * @param sysctl {@code sysctl}: settings; what is not named keeps its default
     * @param ftpPorts {@code ftp-ports}: virtual ports whose masqueraded connections have the helper for FTP; empty for
     *     off
     * @param maxConnections {@code max-connections}: most connections, templates included
     * @param receiveFrames {@code receive-frames}: frames of each IP version that may wait for the engine
     * @param marks {@code marks}: rules that give packets a firewall mark
     */
    public record Engine(
            List<String> interfaces,
            Map<Setting, Integer> sysctl,
            List<Integer> ftpPorts,
            int maxConnections,
            int receiveFrames,
            List<MarkRule> marks) {
        public Engine {
            marks = List.copyOf(marks);
            ftpPorts = List.copyOf(ftpPorts);
            interfaces = List.copyOf(interfaces);
            EnumMap<Setting, Integer> copy = new EnumMap<>(Setting.class);
            copy.putAll(sysctl);
            sysctl = Collections.unmodifiableMap(copy);
        }

        /** Every interface, the kernel's settings, FTP on its own port, the usual sizes, no marks. */
        public static Engine defaults() {
            return new Engine(
                    List.of(),
                    Map.of(),
                    List.of(FtpHelper.DEFAULT_PORT),
                    EngineOptions.DEFAULT_CONNECTIONS,
                    GatePath.DEFAULT_FRAMES,
                    List.of());
        }
    }

    /**
     * How fence devices are used.
     *
     * @param switchOff {@code stonith-action: off} instead of reset
     * @param delayNs {@code stonith-delay}: how much longer the node waits that is not first, so that two nodes do not
     *     shoot each other; longer than the device takes
     * @param timeoutNs {@code stonith-timeout} of one action of a device
     * @param plugins {@code stonith-plugins}: directories with {@code external/NAME} or {@code fence_NAME}, looked into
     *     before the usual ones
     */
    public record Stonith(boolean switchOff, long delayNs, long timeoutNs, List<String> plugins) {
        public Stonith {
            plugins = List.copyOf(plugins);
        }

        /** Reset, no delay, a minute for each action, the usual directories. */
        public static Stonith defaults() {
            return new Stonith(false, 0, 60_000_000_000L, List.of());
        }
    }

    /**
     * How the other node's death is noticed before deadtime.
     *
     * @param direct {@code direct}: heartbeat interfaces whose cable leads to the other node and nowhere else: no
     *     carrier there is a sign of the other node's death
     * @param tripwirePort {@code tripwire}: TCP port, the same on both nodes; 0 for off
     */
    public record Signs(List<String> direct, int tripwirePort) {
        /** heartbeat's own port, which its UDP has too. */
        public static final int PORT = 694;

        public Signs {
            direct = List.copyOf(direct);
        }

        /** No direct cable, tripwires on {@link #PORT}. */
        public static Signs defaults() {
            return new Signs(List.of(), PORT);
        }
    }

    /** Without the file. */
    public static DirectorYaml defaults() {
        return new DirectorYaml(
                OptionalLong.empty(),
                OnPartition.TAKE,
                true,
                Stonith.defaults(),
                false,
                Signs.defaults(),
                Engine.defaults());
    }
}
