package org.hadirector.lvs.ipvsadm;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * The text that an answer is put together in, kept for the next one: a listing of a million connections has two
 * thousand parts, each of which would make one of its own grow from nothing. Any thread; who comes while it is in use
 * takes a new one.
 */
final class SpareText {
    /** Characters for a page of IPv6 connections; what has grown beyond is not kept. */
    private static final int MOST = 128 << 10;

    private static final AtomicReference<StringBuilder> KEPT = new AtomicReference<>();

    private SpareText() {}

    /** Lends an empty text to whoever returns something that does not hold it. */
    static <T> T with(Function<StringBuilder, T> user) {
        StringBuilder kept = KEPT.getAndSet(null);
        StringBuilder text = kept == null ? new StringBuilder() : kept;
        try {
            return user.apply(text);
        } finally {
            if (text.capacity() <= MOST) {
                text.setLength(0);
                KEPT.set(text);
            }
        }
    }
}
