package org.hadirector.director.config;

import java.util.Optional;

/** Whether this machine could bring a service address up; changes nothing. */
@FunctionalInterface
public interface VipCheck {
    /**
     * What keeps the address from coming up.
     *
     * @param argument of IPaddr: {@code IP[/maskbits[/interface[:label]][/broadcast]]}
     */
    Optional<Fault> fault(String argument);

    /** What is wrong, and what to do about it. */
    record Fault(String text, String remedy) {}
}
