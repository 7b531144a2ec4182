/**
 * The data path of a kernel that allows BPF: a small program at every interface's ingress is guard, lease and upcall
 * (src/main/bpf/gate.c), a packet ring brings its upcalls to Java, a batch of sends carries the verdicts out. Nothing
 * here knows what a connection, a scheduler or a heartbeat is.
 */
package org.hadirector.lvs.path.gate;
