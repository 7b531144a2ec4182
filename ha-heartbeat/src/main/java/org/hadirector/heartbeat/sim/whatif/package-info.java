/** "What would happen if": named mishaps played to a pair with the user's own settings, told in plain words. */
package org.hadirector.heartbeat.sim.whatif;
