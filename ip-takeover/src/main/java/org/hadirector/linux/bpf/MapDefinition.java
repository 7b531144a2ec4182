package org.hadirector.linux.bpf;

/**
 * What a map is made of, as the C source declares it.
 *
 * @param type BPF_MAP_TYPE_… of linux/bpf.h
 * @param keySize bytes
 * @param valueSize bytes
 * @param maxEntries a further one is refused with E2BIG
 * @param flags BPF_F_… of BPF_MAP_CREATE
 */
public record MapDefinition(String name, int type, int keySize, int valueSize, int maxEntries, int flags) {}
