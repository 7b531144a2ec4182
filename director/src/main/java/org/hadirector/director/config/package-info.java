/**
 * The configuration as a whole: all files of a node read into one immutable tree, checked one by one and against each
 * other. Parsers of single files live in their modules; only {@code director.yaml} is read here.
 */
package org.hadirector.director.config;
