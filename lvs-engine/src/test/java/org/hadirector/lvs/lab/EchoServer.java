package org.hadirector.lvs.lab;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.hadirector.linux.NetworkNamespace;

/** A TCP and a UDP server of one port on all addresses of a host: sends back what it got, remembers from whom. */
final class EchoServer {
    private final Queue<InetAddress> connections = new ConcurrentLinkedQueue<>();
    private final Queue<InetAddress> datagrams = new ConcurrentLinkedQueue<>();

    private EchoServer() {}

    /**
     * @param datagramsTo the addresses that UDP is served on, so that answers come from them; none for all, and then
     *     answers come from the address that the host prefers
     */
    static EchoServer start(RealLan lan, NetworkNamespace host, int port, InetAddress... datagramsTo) throws Exception {
        EchoServer server = new EchoServer();
        ServerSocket listener = host.call(() -> new ServerSocket(port));
        lan.background(() -> server.accept(lan, listener), listener);
        if (datagramsTo.length == 0) {
            server.answerAt(lan, host.call(() -> new DatagramSocket(port)));
        }
        for (InetAddress address : datagramsTo) {
            server.answerAt(lan, host.call(() -> new DatagramSocket(port, address)));
        }
        return server;
    }

    /** Begins anew. */
    void forget() {
        connections.clear();
        datagrams.clear();
    }

    /** The far ends of the TCP connections, oldest first. */
    List<InetAddress> connections() {
        return List.copyOf(connections);
    }

    /** The senders of the datagrams, oldest first. */
    List<InetAddress> datagrams() {
        return List.copyOf(datagrams);
    }

    private Void accept(RealLan lan, ServerSocket listener) throws IOException {
        try {
            while (true) {
                Socket client = listener.accept();
                connections.add(client.getInetAddress());
                echo(client);
            }
        } catch (SocketException e) {
            return null; // closed at the end of the test
        }
    }

    private static void echo(Socket client) {
        try (client) {
            client.setSoTimeout(20_000);
            DataInputStream in = new DataInputStream(client.getInputStream());
            byte[] bytes = in.readNBytes(in.readInt());
            client.getOutputStream().write(bytes);
        } catch (IOException e) {
            // the client went away, or notices that something is missing
        }
    }

    private void answerAt(RealLan lan, DatagramSocket socket) {
        lan.background(() -> answer(socket), socket::close);
    }

    private Void answer(DatagramSocket socket) throws IOException {
        DatagramPacket datagram = new DatagramPacket(new byte[65_536], 65_536);
        try {
            while (true) {
                socket.receive(datagram);
                datagrams.add(datagram.getAddress());
                socket.send(datagram);
                datagram.setLength(65_536);
            }
        } catch (SocketException e) {
            return null; // closed at the end of the test
        }
    }
}
