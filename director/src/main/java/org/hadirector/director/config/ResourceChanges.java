package org.hadirector.director.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.resource.config.CheckSettings;
import org.hadirector.resource.config.GroupLine;
import org.hadirector.resource.config.LdirectordConfig;
import org.hadirector.resource.config.RealLine;
import org.hadirector.resource.config.ResourceSpec;
import org.hadirector.resource.config.VirtualBlock;

/** What differs in haresources and the ldirectord.cf files. */
final class ResourceChanges {
    private final PlanLines lines;

    ResourceChanges(PlanLines lines) {
        this.lines = lines;
    }

    void compare(DirectorContext before, DirectorContext after) {
        Map<String, GroupLine> old = groups(before);
        Map<String, GroupLine> now = groups(after);
        addresses(old, now);
        lines.things("group", old, now, ResourceChanges::words);
        if (old.keySet().equals(now.keySet()) && !List.copyOf(old.keySet()).equals(List.copyOf(now.keySet()))) {
            lines.change("groups in another order: " + String.join(", ", now.keySet()));
        }
        Map<String, LdirectordConfig> files = after.resources().ldirectord();
        files.forEach((name, file) -> ldirectord(before.resources().ldirectord().get(name), file));
    }

    private static Map<String, GroupLine> groups(DirectorContext context) {
        Map<String, GroupLine> groups = new LinkedHashMap<>();
        context.resources().haresources().groups().forEach(group -> groups.put(group.key(), group));
        return groups;
    }

    private static String words(GroupLine group) {
        return "prefers " + group.preferredNode() + ", "
                + String.join(
                        " ", group.resources().stream().map(ResourceSpec::name).toList());
    }

    /**
     * An address that stays must not be down for a moment, but one that changes its group would have to be released by
     * the one before it is claimed for the other.
     */
    private void addresses(Map<String, GroupLine> before, Map<String, GroupLine> after) {
        Map<String, String> old = places(before);
        places(after).forEach((address, place) -> {
            String former = old.getOrDefault(address, place);
            if (!former.equals(place)) {
                lines.restart("address " + address + " moves from " + former + " to " + place
                        + " (or remove it with one reload and add it with the next)");
            }
        });
    }

    /** Address to group and full argument. A group's name is its first resource. */
    private static Map<String, String> places(Map<String, GroupLine> groups) {
        Map<String, String> places = new LinkedHashMap<>();
        for (GroupLine group : groups.values()) {
            for (ResourceSpec spec : group.resources()) {
                if (spec.script().startsWith("IP") && !spec.args().isEmpty()) {
                    String argument = spec.args().get(0);
                    places.put(argument.replaceFirst("/.*", ""), argument + " of group " + group.key());
                }
            }
        }
        return places;
    }

    private void ldirectord(LdirectordConfig before, LdirectordConfig after) {
        if (before == null) {
            return;
        }
        lines.value(after.file() + ": log file", before.logfile(), after.logfile());
        lines.value(after.file() + ": changes on disk", before.reread(), after.reread());
        lines.value(after.file() + ": readdquiescent", before.readdQuiescent(), after.readdQuiescent());
        Map<String, VirtualBlock> old = virtuals(before);
        Map<String, VirtualBlock> now = virtuals(after);
        lines.things("virtual service", old, now, ResourceChanges::words);
        now.forEach((id, block) -> {
            if (old.containsKey(id)) {
                lines.things(
                        "virtual service " + id + ": real server",
                        reals(old.get(id)),
                        reals(block),
                        real -> words(real));
                lines.value("virtual service " + id + ": check", check(old.get(id)), check(block));
            }
        });
    }

    private static Map<String, VirtualBlock> virtuals(LdirectordConfig config) {
        Map<String, VirtualBlock> found = new LinkedHashMap<>();
        config.virtuals().forEach(block -> found.put(block.protocol() + " " + block.id(), block));
        return found;
    }

    private static Map<String, RealLine> reals(VirtualBlock block) {
        Map<String, RealLine> found = new LinkedHashMap<>();
        block.reals().forEach(real -> found.put(real.id(), real));
        return found;
    }

    private static String words(VirtualBlock block) {
        VirtualService service = block.service();
        String fallback = block.fallback().map(RealLine::id).orElse("none");
        String persistence = service.persistentSeconds() == 0
                ? ""
                : ", persistent " + service.persistentSeconds() + " s, netmask " + service.netmask() + " "
                        + service.engine();
        return service.scheduler() + service.flags() + persistence + (service.onePacket() ? ", one packet" : "")
                + ", fallback " + fallback + (block.quiescent() ? ", quiescent" : ", not quiescent")
                + (block.cleanStop() ? "" : ", no cleanstop")
                + (block.fallbackCommand().isEmpty() ? "" : ", fallbackcommand " + block.fallbackCommand());
    }

    private static String words(RealLine real) {
        return real.method().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ", weight " + real.weight()
                + (real.upper() + real.lower() == 0 ? "" : ", thresholds " + real.upper() + " " + real.lower())
                + (Objects.equals(real.request(), "") ? "" : ", request " + real.request())
                + (real.receive().isEmpty() ? "" : ", receive " + real.receive());
    }

    private static CheckSettings check(VirtualBlock block) {
        return block.check();
    }
}
