/**
 * The resource agents: addresses, ldirectord, scripts, and the registry that makes them from haresources. Starting
 * order and its log lines are the group's ({@link org.hadirector.resource.ResourceGroup}).
 */
package org.hadirector.resource.agent;
