package org.hadirector.resource.check;

/**
 * One kind of check of one real server. Calls never overlap, may come from any thread, and end within the timeout the
 * checker was made with, whatever the server does; everything opened is closed again.
 */
@FunctionalInterface
public interface Checker {
    /** Looks once. Whatever goes wrong is a reason for down, not an exception. */
    CheckResult check();
}
