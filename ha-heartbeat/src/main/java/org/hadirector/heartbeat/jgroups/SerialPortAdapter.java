package org.hadirector.heartbeat.jgroups;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * One opening of a serial device through jSerialComm: 8 bits, no parity, one stop bit, no flow control (three wires are
 * enough, and a switched-off peer must not block us). Reads return at the first byte or after a tenth of a second;
 * writes return when the last bit has left, so that no stale beats queue up in the kernel.
 */
final class SerialPortAdapter implements AutoCloseable {
    private static final int READ_MS = 100;

    private final SerialPort port;
    private boolean linesSeenUp;
    private final String device;
    private final String real;

    private SerialPortAdapter(SerialPort port, String device, String real) {
        this.port = port;
        this.device = device;
        this.real = real;
    }

    /**
     * Opens the device. The path is resolved anew each time: a symbolic link may lead elsewhere since.
     *
     * @throws IOException when there is no such device or it cannot be opened
     */
    static SerialPortAdapter open(String device, int baud) throws IOException {
        // resolved here: for a path that does not exist jSerialComm opens the device of that name in /dev instead
        String real = resolve(device);
        SerialPort port;
        try {
            port = SerialPort.getCommPort(real);
        } catch (SerialPortInvalidPortException e) {
            throw new IOException("cannot open serial " + device + ": no such device", e);
        }
        if (!port.getSystemPortPath().equals(real)) {
            throw new IOException("cannot open serial " + device + ": it went away");
        }
        port.setComPortParameters(baud, 8, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
        port.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
        port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING | SerialPort.TIMEOUT_WRITE_BLOCKING, READ_MS, 0);
        if (!port.openPort(0)) {
            throw new IOException("cannot open serial " + device + ": error " + port.getLastErrorCode());
        }
        // what came before is of no use: beats that waited in the driver tell of the past
        port.flushIOBuffers();
        return new SerialPortAdapter(port, device, real);
    }

    private static String resolve(String device) throws IOException {
        try {
            return Path.of(device).toRealPath().toString();
        } catch (NoSuchFileException e) {
            throw new IOException("cannot open serial " + device + ": no such device", e);
        }
    }

    /** Whether the device's name leads elsewhere by now. */
    boolean moved() {
        try {
            return !resolve(device).equals(real);
        } catch (IOException e) {
            // no name at all: the port that is open may still be good
            return false;
        }
    }

    /** Who else has a device open and may take bytes away, in words; empty when nobody. Slow. */
    static String users(String device) {
        try {
            return PortUsers.of(resolve(device));
        } catch (IOException gone) {
            return "";
        }
    }

    /** Bytes read, 0 when none came in time, -1 when the port is gone. */
    int read(byte[] buffer) {
        return port.readBytes(buffer, buffer.length);
    }

    /**
     * Whether the far end's DTR, seen here as DSR or DCD, was up since the port was opened and is down now. Lines that
     * are not wired, as in a cable of three wires or a pseudo terminal, are never up.
     */
    boolean linesDropped() {
        boolean up = port.getDSR() || port.getDCD();
        linesSeenUp |= up;
        return linesSeenUp && !up;
    }

    /** Whether all bytes were written. May block for ever; {@link #close} from another thread ends it. */
    boolean write(byte[] bytes) {
        return port.writeBytes(bytes, bytes.length) == bytes.length;
    }

    @Override
    public void close() {
        port.closePort();
    }
}
