/**
 * The kernel's BPF machine and its hook at an interface's ingress, without libbpf: bpf(2) by number, an ELF reader for
 * what clang writes, cls_bpf over netlink. No policy lives here and no program either; who loads what is the caller's
 * business.
 */
package org.hadirector.linux.bpf;
