/** The program: wires all modules, and is the only place that chooses threads. */
package org.hadirector.director;
