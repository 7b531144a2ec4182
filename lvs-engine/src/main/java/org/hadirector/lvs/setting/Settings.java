package org.hadirector.lvs.setting;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The values of the {@link Setting}s of one engine. Any thread sets, the packet thread reads one with a plain load; a
 * value set is seen within the next few packets.
 */
public final class Settings {
    private static final Setting[] ALL = Setting.values();

    private final AtomicIntegerArray values = new AtomicIntegerArray(ALL.length);

    /** Everything at its default. */
    public Settings() {
        for (Setting setting : ALL) {
            values.set(setting.ordinal(), setting.defaultValue());
        }
    }

    /** The number of a setting that is not fixed. */
    public int get(Setting setting) {
        return values.getOpaque(setting.ordinal());
    }

    /** Whether a switch is on. */
    public boolean isOn(Setting setting) {
        return get(setting) != 0;
    }

    /** The value as sysctl(8) shows it. */
    public String text(Setting setting) {
        return setting.isFixed() ? setting.defaultText() : Integer.toString(get(setting));
    }

    /** @throws SettingException if the setting cannot take this value; nothing has changed then */
    public void set(Setting setting, String text) throws SettingException {
        int value = setting.parse(text);
        if (!setting.isFixed()) {
            values.setRelease(setting.ordinal(), value);
        }
    }

    /** Sets a value if it is still {@code expected}: for settings that the engine changes by itself. */
    public void replace(Setting setting, int expected, int value) {
        values.compareAndSet(setting.ordinal(), expected, value);
    }

    /**
     * Moves from one configuration to another: what {@code after} names is set, what only {@code before} named goes
     * back to its default, what an administrator has set and neither names stays.
     */
    public void reconfigure(Map<Setting, Integer> before, Map<Setting, Integer> after) {
        Map<Setting, Integer> wanted = new EnumMap<>(Setting.class);
        before.keySet().forEach(setting -> wanted.put(setting, setting.defaultValue()));
        wanted.putAll(after);
        wanted.forEach((setting, value) -> values.setRelease(setting.ordinal(), value));
    }
}
