package org.hadirector.director;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.SchedulerFlag;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.resource.check.CheckTarget;
import org.hadirector.resource.config.CheckSettings;
import org.hadirector.resource.config.LdirectordConfig;
import org.hadirector.resource.config.RealLine;
import org.hadirector.resource.config.VirtualBlock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records whose equals and hashCode are written out (decisions/0011) still compare every component. */
class WrittenOutRecordsTest {
    @ParameterizedTest
    @ValueSource(
            classes = {
                ServiceKey.class,
                VirtualService.class,
                RealServer.class,
                RealLine.class,
                CheckTarget.class,
                CheckSettings.class,
                VirtualBlock.class,
                LdirectordConfig.class,
                LdirectordConfig.Reread.class
            })
    void shouldDifferInEachComponent(Class<? extends Record> type) throws Exception {
        RecordComponent[] components = type.getRecordComponents();
        Object one = make(type, -1);
        assertEquals(one, make(type, -1));
        assertEquals(one.hashCode(), make(type, -1).hashCode());
        for (int i = 0; i < components.length; i++) {
            assertNotEquals(one, make(type, i), components[i].getName());
        }
    }

    /** @param other which component has its second value, -1 for none */
    private static Object make(Class<?> type, int other) throws Exception {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(types[i], i == other ? 1 : 0);
        }
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        return constructor.newInstance(values);
    }

    private static Object value(Class<?> type, int which) throws Exception {
        if (type == int.class) {
            return 6 + which;
        } else if (type == long.class) {
            return 6L + which;
        } else if (type == boolean.class) {
            return which == 1;
        } else if (type == String.class) {
            return "word" + which;
        } else if (type.isEnum()) {
            return type.getEnumConstants()[which];
        } else if (type == InetAddress.class) {
            return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) (1 + which)});
        } else if (type == Set.class) {
            return Set.of(SchedulerFlag.values()[which]);
        } else if (type == List.class) {
            return which == 0 ? List.of() : List.of(make(RealLine.class, -1));
        } else if (type == Map.class) {
            return Map.of("key" + which, "value");
        } else if (type == Optional.class) {
            return which == 0 ? Optional.empty() : Optional.of(make(RealLine.class, -1));
        }
        return make(type, which == 0 ? -1 : 0);
    }
}
