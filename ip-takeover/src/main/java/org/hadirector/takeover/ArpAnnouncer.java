package org.hadirector.takeover;

import java.io.IOException;

/** Tells the LAN where the VIP lives now. One call, one round of frames; repetition is {@code AnnouncePlan}'s job. */
public interface ArpAnnouncer extends AutoCloseable {
    /**
     * Sends one gratuitous ARP request and one gratuitous ARP reply for the VIP from its device (RFC 5227, RFC 826). A
     * frame may be lost on the way, also in the device's own queue; that is no error.
     *
     * @throws IOException when the device is missing, down, or cannot speak ARP
     */
    void announce(Vip vip) throws IOException;

    @Override
    void close();
}
