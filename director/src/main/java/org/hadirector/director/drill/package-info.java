/**
 * Drills: faults made on purpose in a lab, measured as a client sees them, and mended again. {@code HttpProber} looks
 * through the client's eyes, {@code OutageAnalysis} and {@code Timeline} are pure and turn samples and journal entries
 * into a report, each drill is one small class. Nothing here decides anything about the pair: it only breaks, watches
 * and repairs.
 */
package org.hadirector.director.drill;
