package org.hadirector.lvs.model;

/**
 * Flags of a service that its scheduler reads; what each means depends on the scheduler (linux ip_vs.h, SVC_F_SCHED).
 */
public enum SchedulerFlag {
    /** sh and mh: take another server when the hashed one is unavailable. */
    FLAG_1,
    /** sh and mh: the client's port is part of the hash. */
    FLAG_2,
    /** Not used by any scheduler of the kernel. */
    FLAG_3
}
