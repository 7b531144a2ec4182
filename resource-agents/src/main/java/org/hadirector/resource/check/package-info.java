/**
 * Checks of real servers: one file per kind of check, the loop that repeats them, and the pure policy
 * ({@link org.hadirector.resource.check.RealServerGate}) that turns results into changes of the service table. Nothing
 * here creates a thread.
 */
package org.hadirector.resource.check;
