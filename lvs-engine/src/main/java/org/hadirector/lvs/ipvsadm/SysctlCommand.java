package org.hadirector.lvs.ipvsadm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.hadirector.lvs.setting.Setting;
import org.hadirector.lvs.setting.SettingException;
import org.hadirector.lvs.setting.Settings;

/**
 * {@code director lvs sysctl}: the {@code net.ipv4.vs} settings of an engine in the manner of sysctl(8). Names may be
 * written with or without {@code net.ipv4.vs.}, and with slashes. Wrong words do not keep the right ones from being
 * done; the exit status is 1 then.
 */
public final class SysctlCommand {
    static final String USAGE =
            """
            Usage: director lvs sysctl [options] [NAME[=VALUE] ...]
            Settings of the LVS engine, as net.ipv4.vs.* of the kernel's.

              -a, --all          show all settings
              -w, --write        every word is NAME=VALUE
              -n, --values       print values only
              -N, --names        print names only
              -e, --ignore       say nothing of unknown names
              -q, --quiet        say nothing of what was set
              -r, --pattern RE   show those whose full name matches
              -h, --help         this text
            """;

    private final Settings settings;
    private final StringBuilder out = new StringBuilder();
    private final StringBuilder err = new StringBuilder();
    private final List<String> words = new ArrayList<>();
    private Pattern pattern;
    private boolean all;
    private boolean write;
    private boolean valuesOnly;
    private boolean namesOnly;
    private boolean ignore;
    private boolean quiet;
    private boolean help;

    private SysctlCommand(Settings settings) {
        this.settings = settings;
    }

    /** Runs one command; {@code args} without the word {@code sysctl}. */
    public static IpvsadmResult run(List<String> args, Settings settings) {
        return new SysctlCommand(settings).run(args);
    }

    private IpvsadmResult run(List<String> args) {
        if (!read(args)) {
            return new IpvsadmResult("", err.toString(), 1);
        }
        if (help || !all && pattern == null && words.isEmpty()) {
            return new IpvsadmResult(USAGE, "", help ? 0 : 1);
        }
        if (all || pattern != null) {
            for (Setting setting : Setting.values()) {
                if (pattern == null || pattern.matcher(setting.fullName()).find()) {
                    show(setting);
                }
            }
        }
        words.forEach(this::word);
        return new IpvsadmResult(out.toString(), err.toString(), err.isEmpty() ? 0 : 1);
    }

    /** Reads options; false if they are wrong. */
    private boolean read(List<String> args) {
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (arg.equals("-r") || arg.equals("--pattern")) {
                if (++i == args.size() || !pattern(args.get(i))) {
                    return wrong("-r needs a regular expression");
                }
            } else if (arg.startsWith("--")) {
                if (!option(arg.substring(2))) {
                    return wrong("unknown option " + arg);
                }
            } else if (arg.startsWith("-") && arg.length() > 1) {
                for (char letter : arg.substring(1).toCharArray()) {
                    if (!option(String.valueOf(letter))) {
                        return wrong("unknown option -" + letter);
                    }
                }
            } else {
                words.add(arg);
            }
        }
        return true;
    }

    private boolean wrong(String what) {
        err.append("sysctl: ").append(what).append("\nTry 'director lvs sysctl --help'.\n");
        return false;
    }

    private boolean pattern(String text) {
        try {
            pattern = Pattern.compile(text);
            return true;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    private boolean option(String name) {
        switch (name) {
            case "a", "A", "X", "all" -> all = true;
            case "w", "write" -> write = true;
            case "n", "values" -> valuesOnly = true;
            case "N", "names" -> namesOnly = true;
            case "e", "ignore" -> ignore = true;
            case "q", "quiet" -> quiet = true;
            case "h", "help" -> help = true;
            default -> {
                return false;
            }
        }
        return true;
    }

    private void word(String word) {
        int equals = word.indexOf('=');
        String name = (equals < 0 ? word : word.substring(0, equals)).strip();
        Setting setting = Setting.named(name).orElse(null);
        if (setting == null) {
            if (!ignore) {
                err.append(String.format(
                        Locale.ROOT, "sysctl: cannot stat %s: no such setting; there are %s%n", name, Setting.names()));
            }
            return;
        }
        if (equals < 0 && write) {
            err.append("sysctl: \"").append(word).append("\" must be of the form name=value\n");
        } else if (equals < 0) {
            show(setting);
        } else {
            set(setting, word.substring(equals + 1));
        }
    }

    private void set(Setting setting, String value) {
        try {
            settings.set(setting, value);
            if (!quiet) {
                show(setting);
            }
        } catch (SettingException e) {
            err.append(String.format(
                    Locale.ROOT,
                    "sysctl: setting key \"%s\": Invalid argument: %s%n",
                    setting.fullName(),
                    e.getMessage()));
        }
    }

    private void show(Setting setting) {
        if (namesOnly) {
            out.append(setting.fullName());
        } else if (valuesOnly) {
            out.append(settings.text(setting));
        } else {
            out.append(setting.fullName()).append(" = ").append(settings.text(setting));
        }
        out.append('\n');
    }
}
