/**
 * The control socket: framing of requests and replies, server and client. What a verb means is not decided here
 * ({@code director.run}), nor how a reply is shown ({@code director.cli}).
 */
package org.hadirector.director.control;
