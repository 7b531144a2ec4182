package org.hadirector.lvs.ipvsadm;

/**
 * What a run of ipvsadm leaves.
 *
 * @param out standard output
 * @param err standard error
 * @param exitCode 0; 2 for a usage error; 255 for an unknown command or a refusal; 1 for a listing of nothing
 */
public record IpvsadmResult(String out, String err, int exitCode) {}
