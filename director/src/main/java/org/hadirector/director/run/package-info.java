/**
 * The running daemon: its threads, the duty that decides, the place where effects touch the world, the verbs of the
 * control socket. What to do is decided in {@code heartbeat.decide}; how is done in the modules below.
 */
package org.hadirector.director.run;
