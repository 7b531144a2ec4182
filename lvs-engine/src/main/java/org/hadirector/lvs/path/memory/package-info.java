/**
 * A data path without a network: frames are handed in and out as byte arrays. It keeps the promises of the port (guard,
 * lease, diversion) and refuses nonsense, so that what runs on it runs on the others. No scheduling, no kernel.
 */
package org.hadirector.lvs.path.memory;
