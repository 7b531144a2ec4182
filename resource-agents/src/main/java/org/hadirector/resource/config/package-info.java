/**
 * Configuration files of this module, read whole into immutable records; every problem is collected with file, line and
 * remedy.
 */
package org.hadirector.resource.config;
