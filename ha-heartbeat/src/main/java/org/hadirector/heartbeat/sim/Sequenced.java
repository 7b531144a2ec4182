package org.hadirector.heartbeat.sim;

import java.lang.reflect.Field;
import java.util.List;

/**
 * A sequence number and the run that it belongs to, wherever a class has fields of these names; a beat's history knows
 * no run, its numbers count from its own newest.
 */
record Sequenced(long bootId, long sequence) {
    private static final String RUN = "bootId";
    private static final String NUMBER = "sequence";

    private static final ClassValue<Field[]> PAIRS = new ClassValue<>() {
        @Override
        protected Field[] computeValue(Class<?> type) {
            return pair(type);
        }
    };

    /** The numbers of an object, or null when it has none. */
    static Sequenced of(Object object) {
        Field[] pair = PAIRS.get(object.getClass());
        if (pair.length == 0) {
            return null;
        }
        try {
            return new Sequenced(pair[0].getLong(object), pair[1].getLong(object));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("fields were made accessible", e);
        }
    }

    /** Whether a field is a sequence number, which is not hashed as it is. */
    static boolean owns(Class<?> type, Field field) {
        return field.getName().equals(NUMBER) && field.getType() == long.class;
    }

    private static Field[] pair(Class<?> type) {
        try {
            Field run = type.getDeclaredField(RUN);
            Field number = type.getDeclaredField(NUMBER);
            run.setAccessible(true);
            number.setAccessible(true);
            return new Field[] {run, number};
        } catch (NoSuchFieldException e) {
            return new Field[0];
        }
    }

    /** The latest moments of a ring of them, newest first: how long ago each was, whatever its place. */
    static void recent(long[] ring, int most, List<Object> parts) {
        java.util.Arrays.stream(ring)
                .boxed()
                .filter(moment -> moment != Long.MIN_VALUE)
                .sorted(java.util.Comparator.reverseOrder())
                .limit(most)
                .forEach(parts::add);
    }
}
