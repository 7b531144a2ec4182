/**
 * Fence devices (STONITH): what the lines {@code stonith} and {@code stonith_host} of ha.cf name, carried out by
 * cluster-glue's external plugins, by fence agents, or by a person. Runs programs and blocks; only the fence thread is
 * in here, and who reads the configuration: a plugin is asked for the names of its parameters then.
 */
package org.hadirector.director.fence;
