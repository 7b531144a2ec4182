package org.hadirector.heartbeat.config;

/** How a beat is signed. */
public enum AuthMethod {
    /** A checksum without a key: finds damage, stops nobody. */
    CRC("crc"),
    MD5("md5"),
    SHA1("sha1"),
    SHA256("sha256");

    private final String word;

    AuthMethod(String word) {
        this.word = word;
    }

    /** As authkeys writes it. */
    public String word() {
        return word;
    }

    /** Whether the method needs a key. */
    public boolean keyed() {
        return this != CRC;
    }

    /** The method of that name, or null; {@code hmac-sha256} is another name of sha256. */
    static AuthMethod of(String word) {
        for (AuthMethod method : values()) {
            if (method.word.equals(word) || method == SHA256 && word.equals("hmac-sha256")) {
                return method;
            }
        }
        return null;
    }
}
