package org.hadirector.resource.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.hadirector.lvs.path.ServiceKey;

/**
 * Reads ldirectord.cf (ldirectord 1.186; also the syntax of the year 2000 with {@code timeout=}). Every problem of the
 * file is collected in one pass; texts are ldirectord's where it has some.
 */
public final class LdirectordCfParser {
    private final NameService names;
    private final Predicate<String> schedulerKnown;

    /**
     * @param names resolves hosts and services named in the file
     * @param schedulerKnown whether the engine has a scheduler of that name
     */
    public LdirectordCfParser(NameService names, Predicate<String> schedulerKnown) {
        this.names = names;
        this.schedulerKnown = schedulerKnown;
    }

    /** Reads the whole text; never throws, whatever it holds. */
    public Parsed<LdirectordConfig> parse(String file, String text) {
        Problems problems = new Problems(file);
        LdirectordLexer lexer = new LdirectordLexer(problems);
        lexer.read(text);
        GlobalReader globals = new GlobalReader(names, problems);
        lexer.globals().forEach(globals::read);
        List<VirtualBlock> virtuals = new ArrayList<>();
        Map<ServiceKey, Integer> keys = new HashMap<>();
        for (LdirectordLexer.Block block : lexer.blocks()) {
            VirtualReader reader = new VirtualReader(names, schedulerKnown, problems, globals.defaults());
            VirtualBlock virtual = reader.read(block);
            if (virtual == null) {
                continue;
            }
            Integer before = keys.putIfAbsent(virtual.service().key(), virtual.line());
            if (before != null) {
                problems.error(
                        virtual.line(),
                        "duplicate virtual server",
                        virtual.id() + " stands in line " + before + " already: join the blocks");
            }
            virtuals.add(virtual);
        }
        if (virtuals.isEmpty() && problems.sorted().isEmpty()) {
            problems.warning(0, "no virtual service", "add a virtual= block");
        }
        LdirectordConfig config = new LdirectordConfig(
                file, globals.logfile(), globals.readdQuiescent(), virtuals, globals.reread(), globals.accepted());
        return new Parsed<>(config, problems.sorted());
    }
}
