package org.hadirector.resource.agent;

import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.ResourceLog;
import org.hadirector.resource.config.LdirectordConfig;
import org.hadirector.resource.config.ResourceConfig;
import org.hadirector.resource.config.ScriptLocator;
import org.hadirector.takeover.AddressTable;
import org.hadirector.takeover.Vip;
import org.hadirector.takeover.VipMover;

/**
 * All that agents work with; the daemon fills it in once.
 *
 * @param resourceDirectory where heartbeat's scripts would be ({@code /etc/ha.d/resource.d}); built-in agents are
 *     logged as if they stood there
 * @param config the files read and checked before
 * @param scripts where scripts are searched
 * @param scriptSettings how scripts are run
 * @param vips the address and interface an argument of IPaddr means on this machine
 * @param movers makes a mover for one address
 * @param addresses where movers put addresses
 * @param ldirectord makes what the agent of this ldirectord.cf works with
 * @param log heartbeat's log
 */
public record AgentContext(
        Path resourceDirectory,
        ResourceConfig config,
        ScriptLocator scripts,
        ScriptAgent.Settings scriptSettings,
        VipResolver vips,
        Supplier<VipMover> movers,
        AddressTable addresses,
        Function<LdirectordConfig, LdirectordAgent.Collaborators> ldirectord,
        ResourceLog log) {

    /** From the argument of IPaddr to an address on an interface. */
    @FunctionalInterface
    public interface VipResolver {
        /** @param argument {@code IP[/maskbits[/interface[:label]][/broadcast]]} */
        Vip resolve(String argument) throws ResourceException;
    }
}
