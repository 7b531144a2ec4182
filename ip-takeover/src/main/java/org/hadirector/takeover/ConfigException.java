package org.hadirector.takeover;

/** Something that the configuration says and that cannot be; the text names it, the remedy what to do. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String text;
    private final String remedy;

    public ConfigException(String text, String remedy) {
        super(text + " — " + remedy);
        this.text = text;
        this.remedy = remedy;
    }

    /** What is wrong. */
    public String text() {
        return text;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }
}
