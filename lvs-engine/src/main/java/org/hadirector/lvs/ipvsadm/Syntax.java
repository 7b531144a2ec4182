package org.hadirector.lvs.ipvsadm;

import java.util.HashMap;
import java.util.Map;
import org.hadirector.lvs.ipvsadm.Words.Argument;

/** The words of the command line: which are commands, which options, and which have arguments. */
final class Syntax {
    /** Options that say nothing (kept for old scripts). */
    static final String SORT = "--sort";

    private static final Map<String, Command> COMMANDS = new HashMap<>();
    private static final Map<String, Option> OPTIONS = new HashMap<>();
    private static final Map<String, Argument> ARGUMENTS = new HashMap<>();

    static {
        command(Command.ADD_SERVICE, "-A", "--add-service");
        command(Command.EDIT_SERVICE, "-E", "--edit-service");
        command(Command.DELETE_SERVICE, "-D", "--delete-service");
        command(Command.FLUSH, "-C", "--clear");
        command(Command.RESTORE, "-R", "--restore");
        command(Command.SAVE, "-S", "--save");
        command(Command.ADD_SERVER, "-a", "--add-server");
        command(Command.EDIT_SERVER, "-e", "--edit-server");
        command(Command.DELETE_SERVER, "-d", "--delete-server");
        command(Command.LIST, "-L", "-l", "--list");
        command(Command.ZERO, "-Z", "--zero");
        command(Command.SET, "--set");
        command(Command.HELP, "-h", "--help");
        command(Command.VERSION, "-v", "--version");
        command(Command.START_DAEMON, "--start-daemon");
        command(Command.STOP_DAEMON, "--stop-daemon");
        ARGUMENTS.put("--start-daemon", Argument.REQUIRED);
        ARGUMENTS.put("--stop-daemon", Argument.REQUIRED);

        option(Option.SERVICE, Argument.REQUIRED, "-t", "--tcp-service", "-u", "--udp-service", "--sctp-service");
        option(Option.SERVICE, Argument.REQUIRED, "-f", "--fwmark-service");
        option(Option.SCHEDULER, Argument.REQUIRED, "-s", "--scheduler");
        option(Option.PERSISTENT, Argument.OPTIONAL, "-p", "--persistent");
        option(Option.NETMASK, Argument.REQUIRED, "-M", "--netmask");
        option(Option.ENGINE, Argument.REQUIRED, "--pe");
        option(Option.FLAGS, Argument.REQUIRED, "-b", "--sched-flags");
        option(Option.OPS, Argument.NONE, "-o", "--ops");
        option(Option.SERVER, Argument.REQUIRED, "-r", "--real-server");
        option(Option.FORWARD, Argument.NONE, "-g", "--gatewaying", "-i", "--ipip", "-m", "--masquerading");
        option(Option.WEIGHT, Argument.REQUIRED, "-w", "--weight");
        option(Option.UPPER, Argument.REQUIRED, "-x", "--u-threshold");
        option(Option.LOWER, Argument.REQUIRED, "-y", "--l-threshold");
        option(Option.TUN_TYPE, Argument.REQUIRED, "--tun-type");
        option(Option.TUN_PORT, Argument.REQUIRED, "--tun-port");
        option(Option.TUN_NOCSUM, Argument.NONE, "--tun-nocsum");
        option(Option.TUN_CSUM, Argument.NONE, "--tun-csum");
        option(Option.TUN_REMCSUM, Argument.NONE, "--tun-remcsum");
        option(Option.NUMERIC, Argument.NONE, "-n", "--numeric");
        option(Option.CONNECTION, Argument.NONE, "-c", "--connection");
        option(Option.TIMEOUT, Argument.NONE, "--timeout");
        option(Option.DAEMON, Argument.NONE, "--daemon");
        option(Option.STATS, Argument.NONE, "--stats");
        option(Option.RATE, Argument.NONE, "--rate");
        option(Option.THRESHOLDS, Argument.NONE, "--thresholds");
        option(Option.PERSISTENT_CONN, Argument.NONE, "--persistent-conn");
        option(Option.TUN_INFO, Argument.NONE, "--tun-info");
        option(Option.EXACT, Argument.NONE, "-X", "--exact");
        option(Option.NOSORT, Argument.NONE, "--nosort");
        option(Option.MCAST_INTERFACE, Argument.REQUIRED, "--mcast-interface");
        option(Option.SYNCID, Argument.REQUIRED, "--syncid");
        option(Option.SYNC_MAXLEN, Argument.REQUIRED, "--sync-maxlen");
        option(Option.MCAST_GROUP, Argument.REQUIRED, "--mcast-group");
        option(Option.MCAST_PORT, Argument.REQUIRED, "--mcast-port");
        option(Option.MCAST_TTL, Argument.REQUIRED, "--mcast-ttl");
        ARGUMENTS.put(SORT, Argument.NONE);
        ARGUMENTS.put("-6", Argument.NONE);
        ARGUMENTS.put("--ipv6", Argument.NONE);
    }

    private Syntax() {}

    private static void command(Command command, String... words) {
        for (String word : words) {
            COMMANDS.put(word, command);
            ARGUMENTS.put(word, Argument.NONE);
        }
    }

    private static void option(Option option, Argument argument, String... words) {
        for (String word : words) {
            OPTIONS.put(word, option);
            ARGUMENTS.put(word, argument);
        }
    }

    /** Everything with a dash in front. */
    static Map<String, Argument> arguments() {
        return ARGUMENTS;
    }

    /** The command of a word, or null. */
    static Command command(String word) {
        return COMMANDS.get(word);
    }

    /** The option of a word, or null. */
    static Option option(String word) {
        return OPTIONS.get(word);
    }
}
