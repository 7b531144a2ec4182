/**
 * The fault table: what can break in a pair, each fault made for real in a lab, while a third host samples every few
 * milliseconds who answers for the service address and who serves it. Dual ownership is measured here, not assumed.
 *
 * <p>Here lives: the sampling, its analysis, the faults, the verdict. Not here: labs ({@code lab}), the client that
 * asks for pages ({@code drill}).
 */
package org.hadirector.director.fault;
