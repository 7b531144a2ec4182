/**
 * Resource groups and their agents. An agent knows how to start, stop and look at one resource; a group knows the
 * order. When a group starts is not decided here.
 */
package org.hadirector.resource;
