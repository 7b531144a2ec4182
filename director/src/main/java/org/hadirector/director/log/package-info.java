/**
 * Log files as administrators know them: {@code ha-log} and {@code ha-debug} with heartbeat's line format and texts.
 * Everything is written by log4j's own thread; no duty ever waits for a disk here.
 */
package org.hadirector.director.log;
