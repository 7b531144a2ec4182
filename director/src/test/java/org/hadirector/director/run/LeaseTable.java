package org.hadirector.director.run;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.Map;
import org.hadirector.lvs.path.PacketPath;

/** A data path of which a test sees the leases. */
record LeaseTable(Map<InetAddress, Long> leases, PacketPath real) {
    PacketPath path() {
        return (PacketPath) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {PacketPath.class}, (proxy, method, arguments) -> {
                    try {
                        if (method.getName().equals("lease")) {
                            real.guard((InetAddress) arguments[0]);
                        }
                        Object result = method.invoke(real, arguments);
                        if (method.getName().equals("lease")) {
                            leases.put((InetAddress) arguments[0], (Long) arguments[1]);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
