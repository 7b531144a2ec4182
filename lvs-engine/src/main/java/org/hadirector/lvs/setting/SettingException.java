package org.hadirector.lvs.setting;

/** A setting that does not exist or cannot take a value; the message says which and what would do. */
public final class SettingException extends Exception {
    private static final long serialVersionUID = 1L;

    public SettingException(String message) {
        super(message);
    }
}
