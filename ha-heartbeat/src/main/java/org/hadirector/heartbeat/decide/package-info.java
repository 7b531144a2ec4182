/**
 * The decision core: who may own a resource group (docs: the ownership protocol "granted or bereaved"). Pure: records
 * in, records out, time as a number. No thread, socket, clock, file or logger may be imported here; a build check holds
 * that.
 */
package org.hadirector.heartbeat.decide;
