package org.hadirector.director.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.director.config.DirectorYaml;
import org.hadirector.director.config.ScriptEnvironment;
import org.hadirector.director.event.EventScripts;
import org.hadirector.director.log.HeartbeatTexts;
import org.hadirector.director.log.LogFiles;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.lvs.engine.LvsEngine;
import org.hadirector.lvs.path.PacketPath;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.ResourceGroup;

/**
 * Changes the running daemon to other files. Everything that can fail or takes its time is prepared first; then the
 * deciding duty, between two cycles, takes links, groups and ears over and tells the core; then what is gone is taken
 * apart and resources join or leave their groups, each group on its own thread.
 */
final class ReloadSteps implements Reloader.Changer {
    private static final long STEP_S = 60;

    private final Parts parts;
    private final EngineChanges engine;
    private final GroupChanges changes = new GroupChanges(TimeUnit.SECONDS.toMillis(STEP_S));

    /**
     * What is changed.
     *
     * @param runners live, by group
     * @param guardian is told of new addresses before anything can bring them up
     * @param newRunner makes the runner of a group that is new
     * @param settings of the core for these files, links, groups and witnesses
     * @param texts owned by the deciding duty
     * @param scripts told by the deciding duty
     */
    record Parts(
            DutyLoop duty,
            LinkRoom links,
            LanRoom lan,
            Poker poker,
            ResourceRoom resources,
            PacketPath path,
            LvsEngine engine,
            Map<String, GroupRunner> runners,
            Guardian guardian,
            Function<ResourceGroup, GroupRunner> newRunner,
            Settings settings,
            HeartbeatTexts texts,
            EventScripts scripts) {}

    /** From files to the settings of the core. */
    @FunctionalInterface
    interface Settings {
        CoreSettings of(
                DirectorContext context,
                Map<String, Medium> links,
                List<ResourceGroup> groups,
                Map<String, Set<InetAddress>> witnesses);
    }

    ReloadSteps(Parts parts) {
        this.parts = parts;
        this.engine = new EngineChanges(parts.engine());
    }

    @Override
    public List<String> change(DirectorContext before, DirectorContext after)
            throws IOException, ResourceException, InterruptedException, ExecutionException, TimeoutException {
        requireSettled(before);
        Map<String, List<ResourceAgent>> agents = agents();
        List<ResourceGroup> groups = parts.resources().groups(after, parts.engine(), agents);
        LinkRoom.Change links = parts.links().change(after);
        LanRoom.Change lan = parts.lan().change(after, groups);
        Map<String, GroupRunner> fresh = fresh(groups);
        try {
            prepare(groups, agents);
            for (ResourceGroup group : groups) {
                for (InetAddress vip : new HaresourcesGroup(group).addresses()) {
                    parts.path().guard(vip);
                }
            }
        } catch (ExecutionException | IOException | ResourceException e) {
            lan.abandon();
            fresh.values().forEach(GroupRunner::discard);
            throw new ResourceException("preparation: " + e.getMessage(), e);
        }
        CoreSetup setup = new CoreSetup(after);
        EventScripts.Told told = setup.told(ScriptEnvironment.path());
        parts.guardian().tell(CoreSetup.all(groups));
        links.open();
        await(parts.duty().change(() -> {
            links.commit();
            parts.runners().putAll(fresh);
            // What they have to tell comes after the core knows them; a claim waits its turn behind them.
            fresh.values().forEach(GroupRunner::prepare);
            lan.commit();
            setup.reconfigure(parts.texts());
            parts.scripts().reconfigure(told);
            return new Input.Reconfigured(parts.settings().of(after, links.media(), groups, lan.witnesses()));
        }));
        links.finish();
        parts.poker().watch(lan.descriptors());
        lan.finish();
        changeGroups(after, groups);
        engine.follow(before.directorYaml().engine(), after.directorYaml().engine());
        logFiles(before, after);
        return open();
    }

    @Override
    public List<String> again(DirectorContext inUse) throws ResourceException, InterruptedException {
        requireSettled(inUse);
        changeGroups(inUse, parts.resources().groups(inUse, parts.engine(), agents()));
        DirectorYaml.Engine settings = inUse.directorYaml().engine();
        engine.follow(settings, settings);
        return open();
    }

    private List<String> open() throws InterruptedException {
        List<String> open = new ArrayList<>(engine.unfinished());
        open.addAll(changes.await());
        return open;
    }

    @Override
    public List<String> unfinished(DirectorContext inUse) {
        List<String> open = new ArrayList<>(changes.pending());
        open.addAll(engine.unfinished());
        parts.runners().forEach((key, runner) -> {
            if (!has(inUse, key)) {
                open.add(unreleased(key) + (runner.fault().isEmpty() ? "" : ": " + runner.fault()));
            }
            runner.unfinished().forEach(why -> open.add("group " + key + ": " + why));
        });
        return open;
    }

    /** Of each group, those that could not be stopped when they left it among them. */
    private Map<String, List<ResourceAgent>> agents() {
        Map<String, List<ResourceAgent>> agents = new LinkedHashMap<>();
        parts.runners().forEach((key, runner) -> {
            List<ResourceAgent> known = new ArrayList<>(runner.group().agents());
            known.addAll(runner.left());
            agents.put(key, known);
        });
        return agents;
    }

    /** A group of a former reload that cannot be released must not come back under our hands. */
    private void requireSettled(DirectorContext before) throws ResourceException {
        changes.requireDone();
        for (String key : parts.runners().keySet()) {
            if (!has(before, key)) {
                throw new ResourceException(unreleased(key) + ", try again");
            }
        }
    }

    private static boolean has(DirectorContext files, String key) {
        return files.resources().haresources().groups().stream()
                .anyMatch(group -> group.key().equals(key));
    }

    private static String unreleased(String key) {
        return "group " + key + " of the former files is still being released";
    }

    private Map<String, GroupRunner> fresh(List<ResourceGroup> groups) {
        Map<String, GroupRunner> fresh = new LinkedHashMap<>();
        for (ResourceGroup group : groups) {
            if (!parts.runners().containsKey(group.key())) {
                fresh.put(group.key(), parts.newRunner().apply(group));
            }
        }
        return fresh;
    }

    /** Resources that join a group that stays. */
    private void prepare(List<ResourceGroup> groups, Map<String, List<ResourceAgent>> before)
            throws InterruptedException, ExecutionException, ResourceException {
        for (ResourceGroup group : groups) {
            List<ResourceAgent> joining = new ArrayList<>(group.agents());
            GroupRunner known = parts.runners().get(group.key());
            if (known != null && joining.removeAll(before.get(group.key())) && !joining.isEmpty()) {
                changes.before(known, known.prepare(joining));
            }
        }
    }

    /** Begins it; an address that left its group is guarded until it is gone, whoever waits for that. */
    private void changeGroups(DirectorContext after, List<ResourceGroup> groups) {
        Set<InetAddress> wanted = new HashSet<>();
        groups.forEach(group -> wanted.addAll(new HaresourcesGroup(group).addresses()));
        for (ResourceGroup group : groups) {
            GroupRunner runner = parts.runners().get(group.key());
            Set<InetAddress> former = addresses(runner);
            former.removeAll(wanted);
            Set<String> elsewhere = new HashSet<>();
            groups.stream()
                    .filter(other -> other != group)
                    .flatMap(other -> other.agents().stream())
                    .forEach(agent -> elsewhere.add(agent.name()));
            Callable<Void> rewire = () -> {
                parts.resources().rewire(group, after, parts.engine());
                return null;
            };
            Callable<Void> then = () -> {
                dropGuards(former);
                return null;
            };
            changes.begun(runner, runner.change(new HaresourcesGroup(group), elsewhere, rewire, then));
        }
    }

    /** Also those that left the group and could not be taken down: nobody renews their lease, so they are silent. */
    private static Set<InetAddress> addresses(GroupRunner runner) {
        Set<InetAddress> addresses = new HashSet<>(runner.group().addresses());
        runner.left().forEach(agent -> agent.vips().forEach(vip -> addresses.add(vip.address())));
        return addresses;
    }

    /** Of addresses that no group has any more; those of groups that are still being released stay guarded. */
    private void dropGuards(Set<InetAddress> former) throws IOException {
        parts.runners().values().forEach(runner -> former.removeAll(addresses(runner)));
        for (InetAddress gone : former) {
            parts.path().lease(gone, 0);
            parts.path().unguard(gone);
        }
    }

    /** The core has said its last word about a group: called by the deciding duty. */
    void forget(GroupRunner runner) {
        runner.dismiss(() -> {
            try {
                dropGuards(new HashSet<>(runner.group().addresses()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void logFiles(DirectorContext before, DirectorContext after) {
        HaCf.Logging logging = after.haCf().logging();
        if (!logging.equals(before.haCf().logging())) {
            LogFiles.reconfigure(logging);
        }
    }

    private static void await(Future<?> step) throws InterruptedException, ExecutionException, TimeoutException {
        step.get(STEP_S, TimeUnit.SECONDS);
    }
}
