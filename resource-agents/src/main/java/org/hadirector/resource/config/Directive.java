package org.hadirector.resource.config;

/**
 * A {@code name = value} line of ldirectord.cf.
 *
 * @param value without blanks around it, quotes kept
 * @param text the line as it stands, for error texts
 * @param line 1-based
 */
record Directive(String name, String value, String text, int line) {}
