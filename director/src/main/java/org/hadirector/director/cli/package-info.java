/**
 * The command line: one class per command; the only package that prints. Commands that talk to the daemon load neither
 * JGroups nor log4j nor JNA, so that they answer at once.
 */
package org.hadirector.director.cli;
