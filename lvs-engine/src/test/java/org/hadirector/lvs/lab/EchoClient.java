package org.hadirector.lvs.lab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.DataOutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.hadirector.linux.NetworkNamespace;

/** Talks to an {@link EchoServer} and compares every byte. */
final class EchoClient {
    /**
     * Every connection has a port of its own, below those that the kernel gives away. It draws them at random, and a
     * second connection from a port of the first goes where the first went, whatever the scheduler would have said.
     */
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(10_000);

    private static final int LINGER_SECONDS = 20;

    private EchoClient() {}

    /**
     * One TCP connection from a host: so many random bytes there, and the same back. When this returns, nothing of it
     * is on its way any more: what a former connection still has to say is counted nowhere.
     */
    static void connection(NetworkNamespace host, InetAddress server, int port, int bytes) throws Exception {
        connection(host, null, server, port, bytes);
    }

    /** The same from a certain address of the host, null for any. */
    static void connection(NetworkNamespace host, InetAddress from, InetAddress server, int port, int bytes)
            throws Exception {
        byte[] sent = new byte[bytes];
        new Random(bytes).nextBytes(sent);
        byte[] received = host.call(() -> {
            try (Socket socket = new Socket()) {
                socket.setSoTimeout(10_000);
                socket.bind(new InetSocketAddress(from, NEXT_PORT.getAndIncrement()));
                socket.connect(new InetSocketAddress(server, port), 5_000);
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeInt(bytes);
                out.write(sent);
                byte[] back = socket.getInputStream().readNBytes(bytes);
                assertEquals(-1, socket.getInputStream().read(), "the server closes first");
                socket.setSoLinger(true, LINGER_SECONDS); // close returns when the other end has heard of it
                return back;
            }
        });
        assertArrayEquals(sent, received);
    }

    /** One UDP socket of a host: so many datagrams there and back, one after the other. */
    static void datagrams(NetworkNamespace host, InetAddress server, int port, int count, int bytes) throws Exception {
        byte[] sent = new byte[bytes];
        new Random(bytes).nextBytes(sent);
        try (DatagramSocket socket = host.call(() -> new DatagramSocket(NEXT_PORT.getAndIncrement()))) {
            socket.setSoTimeout(5_000);
            socket.connect(new InetSocketAddress(server, port)); // only its answers get in
            for (int i = 0; i < count; i++) {
                sent[0] = (byte) i;
                socket.send(new DatagramPacket(sent, bytes));
                DatagramPacket answer = new DatagramPacket(new byte[bytes + 1], bytes + 1);
                socket.receive(answer);
                assertArrayEquals(sent, Arrays.copyOf(answer.getData(), answer.getLength()));
            }
        }
    }
}
