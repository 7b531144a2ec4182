package org.hadirector.director.run;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.hadirector.linux.Libc;
import org.hadirector.linux.LinuxException;
import org.hadirector.takeover.Vip;

/**
 * The launcher's guardian waits at the other end of a pipe that the kernel closes when this process ends, and then
 * takes away the addresses it was told of last. It is told all of this node's groups, whether they are up or not. Any
 * thread.
 *
 * <p>The pipe is used under the number that the launcher chose, and never opened again: the kernel closes the
 * descriptors of a dead process one after the other, and a second one would be closed after slow ones.
 */
final class Guardian {
    private static final String DESCRIPTOR = "HA_DIRECTOR_GUARDIAN_FD";
    private static final int POLLFD = 8;
    private static final int EVENTS = 4;
    private static final int REVENTS = 6;

    /** ioctl(2): a write that finds no room fails. */
    private static final long FIONBIO = 0x5421;

    private static final String CONSEQUENCE = "; a killed daemon is silent after its lease only";

    private final int pipe;
    private final long instance;
    private final Consumer<String> trouble;
    private Set<String> latest = Set.of();
    private String told = "";
    private volatile State state;

    /** For {@code status}. */
    enum State {
        /** The daemon was started without one. */
        NONE,
        WATCHING,
        /** It ended, or does not read. */
        GONE;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private Guardian(int pipe, long instance, Consumer<String> trouble) {
        this.pipe = pipe;
        this.instance = instance;
        this.trouble = trouble;
        this.state = pipe < 0 ? State.NONE : State.WATCHING;
    }

    /**
     * The one that the launcher left, if any.
     *
     * @param environment of this process
     * @param instance inode of the socket that this daemon is known by in its network namespace, so that its guardian
     *     does not take it for a successor
     * @param trouble told once, in a sentence, when there is none any more
     */
    static Guardian of(Map<String, String> environment, long instance, Consumer<String> trouble) {
        String descriptor = environment.get(DESCRIPTOR);
        boolean named = descriptor != null && descriptor.matches("[0-9]{1,4}");
        Guardian guardian = new Guardian(named ? Integer.parseInt(descriptor) : -1, instance, trouble);
        if (named) {
            guardian.begin();
        }
        return guardian;
    }

    private void begin() {
        try (Memory one = new Memory(Integer.BYTES)) {
            one.setInt(0, 1);
            Libc.check(Libc.ioctl(pipe, new NativeLong(FIONBIO), one), "ioctl FIONBIO on the guardian's pipe");
        } catch (LinuxException e) {
            gone(e.getMessage());
        }
    }

    /**
     * These addresses are its business now, and still those of the call before: what a reload takes away is released
     * after the reload, and certainly before the next one.
     */
    synchronized void tell(Collection<Vip> vips) {
        if (state != State.WATCHING) {
            return;
        }
        TreeSet<String> each = new TreeSet<>();
        vips.forEach(vip -> each.add(address(vip.address()) + "/" + vip.prefixLength() + " " + vip.device()));
        TreeSet<String> all = new TreeSet<>(latest);
        all.addAll(each);
        latest = each;
        StringBuilder line = new StringBuilder().append(instance);
        all.forEach(vip -> line.append(';').append(vip));
        String now = line.append('\n').toString();
        if (now.equals(told)) {
            return;
        }
        byte[] octets = now.getBytes(StandardCharsets.US_ASCII);
        try (Memory buffer = new Memory(octets.length)) {
            buffer.write(0, octets, 0, octets.length);
            long written = Libc.check(Libc.write(pipe, buffer, octets.length), "write to the guardian");
            if (written < octets.length) {
                gone("it does not read"); // the half line is nothing to it: the last whole one counts
            }
            told = now;
        } catch (LinuxException e) {
            gone(e.getMessage());
        }
    }

    private static String address(InetAddress address) {
        return address.getHostAddress().replaceFirst("%.*", "");
    }

    /** Looks whether it is still there; to be called now and then. */
    synchronized void look() {
        if (state != State.WATCHING) {
            return;
        }
        try (Memory polled = new Memory(POLLFD)) {
            polled.setInt(0, pipe);
            polled.setShort(EVENTS, (short) 0);
            polled.setShort(REVENTS, (short) 0);
            // asked for nothing, poll(2) tells errors only: nobody reads the pipe any more
            if (Libc.check(Libc.poll(polled, new NativeLong(1), 0), "poll of the guardian's pipe") > 0) {
                gone("it has ended");
            }
        } catch (LinuxException e) {
            gone(e.getMessage());
        }
    }

    State state() {
        return state;
    }

    private void gone(String why) {
        state = State.GONE;
        trouble.accept("no guardian: " + why + CONSEQUENCE);
    }
}
