package org.hadirector.lvs.model;

/**
 * How packets reach a real server; chosen when a connection is created and never changed (linux ip_vs.h,
 * IP_VS_CONN_F_*).
 */
public enum ForwardingMethod {
    /** Network address translation, {@code -m}. */
    MASQUERADE("Masq"),
    /** The real server is this machine. */
    LOCAL("Local"),
    /** IP in IP, {@code -i}. */
    TUNNEL("Tunnel"),
    /** Direct routing, {@code -g}: only the MAC addresses change. */
    DIRECT_ROUTE("Route"),
    /** No real server: packets go where they wanted to go; only of connections that {@code cache_bypass} made. */
    BYPASS("Bypass");

    private final String listing;

    ForwardingMethod(String listing) {
        this.listing = listing;
    }

    /** The word in ipvsadm's listing. */
    public String listing() {
        return listing;
    }
}
