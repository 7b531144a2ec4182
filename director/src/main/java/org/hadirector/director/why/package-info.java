/** Why an ownership changed, told from the journals of both nodes. Pure: entries in, stories out. */
package org.hadirector.director.why;
