package org.hadirector.lvs.ipvsadm;

import java.util.EnumSet;
import java.util.Set;

/**
 * The commands, with the options each requires and allows (ipvsadm(8); the order of options decides which is named).
 */
enum Command {
    ADD_SERVICE("add-service"),
    EDIT_SERVICE("edit-service"),
    DELETE_SERVICE("delete-service"),
    FLUSH("flush"),
    ADD_SERVER("add-server"),
    EDIT_SERVER("edit-server"),
    DELETE_SERVER("delete-server"),
    LIST("list"),
    SET("set"),
    START_DAEMON("start-daemon"),
    STOP_DAEMON("stop-daemon"),
    SAVE("save"),
    RESTORE("restore"),
    ZERO("zero"),
    HELP("help"),
    VERSION("version");

    private static final Option[] OPTIONS = Option.values();

    private final String text;

    Command(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    private Set<Option> required() {
        return switch (this) {
            case ADD_SERVICE, EDIT_SERVICE, DELETE_SERVICE -> EnumSet.of(Option.SERVICE);
            case ADD_SERVER, EDIT_SERVER, DELETE_SERVER -> EnumSet.of(Option.SERVICE, Option.SERVER);
            default -> EnumSet.noneOf(Option.class);
        };
    }

    private Set<Option> optional() {
        return switch (this) {
            case ADD_SERVICE, EDIT_SERVICE -> EnumSet.of(
                    Option.SCHEDULER, Option.PERSISTENT, Option.NETMASK, Option.OPS, Option.ENGINE, Option.FLAGS);
            case ADD_SERVER, EDIT_SERVER -> EnumSet.of(
                    Option.FORWARD,
                    Option.WEIGHT,
                    Option.UPPER,
                    Option.LOWER,
                    Option.TUN_TYPE,
                    Option.TUN_PORT,
                    Option.TUN_NOCSUM,
                    Option.TUN_CSUM,
                    Option.TUN_REMCSUM);
            case LIST -> EnumSet.of(
                    Option.NUMERIC,
                    Option.CONNECTION,
                    Option.SERVICE,
                    Option.TIMEOUT,
                    Option.DAEMON,
                    Option.STATS,
                    Option.RATE,
                    Option.THRESHOLDS,
                    Option.PERSISTENT_CONN,
                    Option.NOSORT,
                    Option.SYNCID,
                    Option.EXACT,
                    Option.TUN_INFO);
            case START_DAEMON -> EnumSet.of(
                    Option.MCAST_INTERFACE,
                    Option.SYNCID,
                    Option.MCAST_GROUP,
                    Option.MCAST_PORT,
                    Option.MCAST_TTL,
                    Option.SYNC_MAXLEN);
            case STOP_DAEMON -> EnumSet.of(Option.SYNCID);
            case SAVE -> EnumSet.of(Option.NUMERIC);
            case ZERO -> EnumSet.of(Option.SERVICE);
            default -> EnumSet.noneOf(Option.class);
        };
    }

    /** Options of which one excludes the others. */
    private Set<Option> exclusive() {
        return this == LIST
                ? EnumSet.of(Option.CONNECTION, Option.SERVICE, Option.TIMEOUT, Option.DAEMON)
                : EnumSet.noneOf(Option.class);
    }

    /** Refuses a combination that this command does not take. */
    void check(Set<Option> given) throws UsageException {
        // Every line of -R comes here.
        Set<Option> required = required();
        Set<Option> optional = optional();
        Set<Option> exclusive = exclusive();
        Option first = null;
        for (Option option : OPTIONS) {
            if (!given.contains(option)) {
                if (required.contains(option)) {
                    throw UsageException.fail(
                            "You need to supply the '" + option.text() + "' option for the '" + text + "' command");
                }
                continue;
            }
            if (!required.contains(option) && !optional.contains(option)) {
                throw UsageException.fail("Illegal '" + option.text() + "' option with the '" + text + "' command");
            }
            if (exclusive.contains(option)) {
                if (first != null) {
                    throw UsageException.fail("The option '" + option.text() + "' conflicts with the '" + first.text()
                            + "' option in the '" + text + "' command");
                }
                first = option;
            }
        }
    }
}
