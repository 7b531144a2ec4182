package org.hadirector.heartbeat.config;

import java.util.Map;

/**
 * authkeys, read whole. Every listed key is accepted on receive, so that keys can be rolled one node at a time.
 *
 * @param signing index of the key that signs, -1 when the file names none
 * @param keys by index, 0..15
 */
public record Authkeys(int signing, Map<Integer, Key> keys) {
    public Authkeys {
        keys = Map.copyOf(keys);
    }

    /**
     * One key.
     *
     * @param secret as written, empty for crc
     */
    public record Key(AuthMethod method, String secret, int line) {
        /** Never shows the secret: keys must not end up in a log. */
        @Override
        public String toString() {
            return "Key[" + method.word() + ", line " + line + "]";
        }
    }
}
