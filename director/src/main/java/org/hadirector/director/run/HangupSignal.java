package org.hadirector.director.run;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * SIGHUP, the administrator's word for "read your files". The JDK has no documented way to a signal; every JDK has
 * {@code sun.misc.Signal} in the module {@code jdk.unsupported}, which is reached by reflection because the compiler
 * warns of it. Where it is missing, {@code director reload} remains.
 */
final class HangupSignal {
    private static final int SIGHUP = 1;

    private HangupSignal() {}

    /**
     * From now on SIGHUP runs this instead of ending the process.
     *
     * @return whether that could be done
     */
    static boolean handle(Runnable action) {
        // The JVM leaves a signal alone that was ignored when it started, as nohup and daemons' parents do with this
        // one.
        NativeLibrary.getProcess().getFunction("signal").invokePointer(new Object[] {SIGHUP, Pointer.NULL});
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
                    default -> "SIGHUP";
                };
            };
            Object proxy = Proxy.newProxyInstance(HangupSignal.class.getClassLoader(), new Class<?>[] {handler}, run);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), proxy);
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
