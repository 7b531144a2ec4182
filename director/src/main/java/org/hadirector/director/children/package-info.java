/** Programs that ha.cf lets run beside the daemon ({@code respawn}, {@code failfast}): kept alive, stopped with it. */
package org.hadirector.director.children;
