package org.hadirector.heartbeat.sim;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.decide.Flicker;
import org.hadirector.heartbeat.decide.Pace;
import org.hadirector.heartbeat.decide.Rules;
import org.hadirector.heartbeat.sim.audit.Audits;

/**
 * A number for the whole state of a quantised pair: both cores, kernels, disks, links, everything on its way. Two pairs
 * that behave alike from now on get the same number although one is older and has drawn other nonces:
 *
 * <ul>
 *   <li>moments count from now (in a quantised pair everything near {@link SimQueue#FAR} is a moment), and what is
 *       older than any time the protocol knows is merely old;
 *   <li>large random numbers (boot ids, nonces) are replaced by the order in which they turn up;
 *   <li>sequence numbers count back from the newest of their run;
 *   <li>what decides nothing (texts, counters for people, settings) is left out.
 * </ul>
 *
 * It walks over all objects by reflection, so that a new field of the core takes part without being told; a field that
 * should have been left out only makes states distinct that are not.
 */
final class StateHash {
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final long SYMBOL = 1L << 53;
    private static final int OLD_DEADTIMES = 8;
    private static final int ECHOES = 24;
    /** Counters that rules compare with small numbers only. */
    private static final Set<String> SMALL = Set.of("roundsInWindow", "unprovenRounds");

    private static final long MANY = 8;
    private static final Set<Class<?>> LEFT_OUT = Set.of(
            SimTrace.class,
            SimStory.class,
            Audits.class,
            SimService.class,
            SplittableRandom.class,
            SimSettings.class,
            CoreSettings.class,
            Pace.class,
            Flicker.class,
            Rules.class);
    /** The tally of a window decides nothing in exploration, where the LAN loses no frames. */
    private static final Set<String> LEFT_OUT_FIELDS = Set.of(
            "tally",
            "reason",
            "changes",
            "stalls",
            "lastLateNs",
            "roles",
            "planned",
            "order",
            "nextRequest",
            "asked",
            "echoed",
            "replies",
            "clockNs",
            "factory",
            "rules",
            "witness",
            "vipAnsweredBy",
            "files",
            "tape",
            "hash",
            "lastCycleNs");

    /** The fields of a class and of those above it that take part. */
    private static final ClassValue<Field[]> FIELDS = new ClassValue<>() {
        @Override
        protected Field[] computeValue(Class<?> type) {
            return fields(type);
        }
    };

    private final long nowNs;
    private final long oldNs;
    private final IdentityHashMap<Object, Integer> seen = new IdentityHashMap<>();
    private final Map<Long, Integer> symbols = new HashMap<>();
    private final Map<Long, Long> newest = new HashMap<>();
    private long high = 0x9e3779b97f4a7c15L;
    private long low = 0x2545f4914f6cdd1dL;

    private StateHash(SimPair pair) {
        this.nowNs = pair.nowNs();
        this.oldNs = OLD_DEADTIMES * pair.settings().timing().deadtimeNs();
    }

    /** The state's number, 128 bits as text. */
    static String of(SimPair pair) {
        StateHash hash = new StateHash(pair);
        hash.collect(pair);
        hash.seen.clear();
        hash.walk(pair);
        return Long.toHexString(hash.high) + Long.toHexString(hash.low);
    }

    private void mix(long value) {
        high = (high ^ value) * 0xff51afd7ed558ccdL;
        high ^= high >>> 32;
        low = (low + value) * 0xc4ceb9fe1a85ec53L;
        low ^= low >>> 29;
    }

    private void number(long value) {
        long fromNow = value - nowNs;
        if (Math.abs(value - SimQueue.FAR) < HOUR_NS) {
            mix(fromNow < -oldNs ? -oldNs : fromNow);
            mix(1);
        } else if (value > SYMBOL || value < -SYMBOL && value != Long.MIN_VALUE) {
            mix(symbols.computeIfAbsent(value, any -> symbols.size()));
            mix(2);
        } else {
            mix(value);
        }
    }

    /** First walk: the newest sequence number of each run. */
    private void collect(Object object) {
        if (object == null || seen.put(object, 0) != null || leaf(object)) {
            return;
        }
        for (Object part : parts(object)) {
            collect(part);
        }
        Sequenced run = Sequenced.of(object);
        if (run != null) {
            newest.merge(run.bootId(), run.sequence(), Math::max);
        }
    }

    private void walk(Object object) {
        if (object == null) {
            mix(3);
        } else if (object instanceof Long value) {
            number(value);
        } else if (leaf(object)) {
            mix(object instanceof Enum<?> name ? name.ordinal() : object.hashCode());
        } else {
            Integer before = seen.putIfAbsent(object, seen.size());
            if (before != null && !(object instanceof Record)) {
                mix(before);
                return;
            }
            mix(object.getClass().isHidden() ? 5 : object.getClass().getName().hashCode());
            Sequenced run = Sequenced.of(object);
            if (run != null) {
                mix(Math.min(ECHOES, newest.get(run.bootId()) - run.sequence()));
            }
            parts(object).forEach(this::walk);
            mix(4);
        }
    }

    private static boolean leaf(Object object) {
        return object instanceof String
                || object instanceof Number && !(object instanceof AtomicLong)
                || object instanceof Boolean
                || object instanceof Enum<?>
                || object instanceof Class<?>;
    }

    private List<Object> parts(Object object) {
        List<Object> parts = new ArrayList<>();
        if (object instanceof SimQueue queue) {
            parts.addAll(queue.pending());
        } else if (object instanceof AtomicLong number) {
            parts.add(number.get());
        } else if (object instanceof Map<?, ?> map) {
            sorted(map).forEach((key, value) -> {
                parts.add(key);
                parts.add(value);
            });
        } else if (object instanceof Collection<?> many) {
            parts.addAll(many);
        } else if (object instanceof Object[] many) {
            parts.addAll(java.util.Arrays.asList(many));
        } else if (object instanceof long[] many) {
            Sequenced.recent(many, ECHOES, parts);
        } else if (object instanceof boolean[] many) {
            for (boolean one : many) {
                parts.add(one);
            }
        } else {
            fieldsOf(object, parts);
        }
        return parts;
    }

    /** Maps without an order of their own get one; keys that are not comparable keep the map's. */
    private static Map<?, ?> sorted(Map<?, ?> map) {
        boolean comparable = map.keySet().stream().allMatch(key -> key instanceof Comparable<?>);
        return comparable ? new TreeMap<>(map) : map;
    }

    private static void fieldsOf(Object object, List<Object> parts) {
        try {
            for (Field field : FIELDS.get(object.getClass())) {
                Object part = field.get(object);
                parts.add(
                        SMALL.contains(field.getName()) ? (Object) Math.min(MANY, ((Number) part).longValue()) : part);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("fields were made accessible", e);
        }
    }

    private static Field[] fields(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> part = type; part != null && part != Object.class; part = part.getSuperclass()) {
            for (Field field : part.getDeclaredFields()) {
                boolean counts = !Modifier.isStatic(field.getModifiers())
                        && !LEFT_OUT.contains(field.getType())
                        && !LEFT_OUT_FIELDS.contains(field.getName())
                        && !Sequenced.owns(type, field);
                if (counts) {
                    field.setAccessible(true);
                    fields.add(field);
                }
            }
        }
        return fields.toArray(new Field[0]);
    }
}
