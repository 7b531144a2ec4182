package org.hadirector.director.run;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.hadirector.director.log.LogFiles;

/**
 * Signals that mean more than the end, as heartbeat knew them: SIGHUP reads the files anew, SIGUSR1 and SIGUSR2 raise
 * and lower the debug level. The JDK has no documented way to a signal; every JDK has {@code sun.misc.Signal} in the
 * module {@code jdk.unsupported}, which is reached by reflection because the compiler warns of it. Where it is missing,
 * {@code director reload} remains.
 */
final class Signals {
    private static final Logger LOG = LogManager.getLogger(LogFiles.HEARTBEAT);
    private static final int SIGHUP = 1;

    private Signals() {}

    /** @param reload run in the signal's thread */
    static void listen(Runnable reload) {
        // The JVM leaves a signal alone that was ignored when it started, as nohup and daemons' parents do with this
        // one.
        NativeLibrary.getProcess().getFunction("signal").invokePointer(new Object[] {SIGHUP, Pointer.NULL});
        handle("HUP", reload);
        handle("USR1", () -> debug(1));
        handle("USR2", () -> debug(-1));
    }

    private static void debug(int step) {
        LOG.info(
                "debug now set to {} [pid {}]",
                LogFiles.debug(step),
                ProcessHandle.current().pid());
    }

    private static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler run = (proxy, method, arguments) -> {
                return switch (method.getName()) {
                    case "handle" -> {
                        action.run();
                        yield null;
                    }
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> "SIG" + name;
                };
            };
            Object proxy = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, run);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            LOG.warn("SIG{} is not listened to: {}", name, e.toString());
        }
    }
}
