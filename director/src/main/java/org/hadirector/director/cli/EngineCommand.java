package org.hadirector.director.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.hadirector.director.cli.Directories.Places;
import org.hadirector.director.config.DirectorYaml;
import org.hadirector.director.config.EngineConfig;
import org.hadirector.director.log.LogFiles;
import org.hadirector.director.log.StartTexts;
import org.hadirector.director.run.NativeParts;
import org.hadirector.director.run.StandAloneEngine;
import org.hadirector.lvs.engine.EngineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code director engine}: the LVS engine without heartbeat, in the foreground. */
@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        description = "Run the LVS engine without heartbeat, in the foreground until SIGTERM or SIGINT.",
        footer = {
            "",
            "It balances in the network namespace it is started in, or in that of --netns,",
            "for addresses that the machine has; services are set by ipvsadm or director",
            "lvs. These find it there by themselves; from elsewhere by director lvs --netns",
            "NAME or --socket PATH, ipvsadm by HA_DIRECTOR_SOCKET. A line on standard output",
            "says when it is ready; director lvs status shows counters. After a kill -9 its",
            "services are silent until it is started again or director clean was run there.",
            "",
            "Of director.yaml in the configuration directory it takes interfaces, sysctl,",
            "ftp-ports, max-connections, receive-frames and marks; the options here go",
            "before. The file may be missing unless --config names its directory.",
            "Exit codes: 0 ended as told; 1 cannot start, such as a second one in this",
            "namespace; 2 wrong usage; 6 configuration; 70 failed."
        })
final class EngineCommand implements Callable<Integer> {
    private static final int FAILED = 70;

    @Spec
    CommandSpec spec;

    @Option(
            names = "--interface",
            paramLabel = "IF",
            description = "where packets for services come in; may be repeated (interfaces of director.yaml, else every"
                    + " Ethernet-like one)")
    List<String> interfaces = new ArrayList<>();

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "control socket (netns-INODE.sock in the runtime directory, of this network namespace)")
    Path socket;

    @Option(
            names = "--netns",
            paramLabel = "NAME",
            description = "the network namespace to run in: a name of ip netns, a process' number, or a file such as"
                    + " /proc/PID/ns/net (the one it is started in)")
    String namespace;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description = "most connections at a time, about 92 bytes each when they are there (max-connections of"
                    + " director.yaml, else " + EngineOptions.DEFAULT_CONNECTIONS + ")")
    Integer maxConnections;

    @Override
    public Integer call() throws Exception {
        if (namespace != null) {
            // A JVM has many threads, and a namespace is entered by one: the launcher does it before there are any.
            throw new ParameterException(
                    spec.commandLine(), "--netns is for packaging/bin/director; start java inside the namespace");
        }
        if (maxConnections != null
                && (maxConnections < EngineOptions.LEAST_CONNECTIONS
                        || maxConnections > EngineOptions.MOST_CONNECTIONS)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--max-connections " + maxConnections + " is out of range: " + EngineOptions.LEAST_CONNECTIONS
                            + " to " + EngineOptions.MOST_CONNECTIONS);
        }
        Places places = Directories.of(spec);
        EngineConfig config = EngineConfig.read(places.config(), Directories.namesConfig(spec));
        config.problems().forEach(System.err::println);
        if (!config.usable()) {
            return StartTexts.NOT_CONFIGURED;
        }
        LogFiles.console();
        NativeParts.prepare(places.state());
        StandAloneEngine engine =
                StandAloneEngine.open(places.run(), socket, overridden(config.keys()), EngineCommand::fall);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(engine), "farewell"));
        System.out.println(
                "director engine: ready, pid " + ProcessHandle.current().pid() + ", network namespace "
                        + engine.namespace() + ", socket " + engine.socket());
        System.out.flush();
        engine.refused().forEach(what -> System.err.println("director engine: not permitted: " + what));
        new CountDownLatch(1).await();
        return 0;
    }

    private DirectorYaml.Engine overridden(DirectorYaml.Engine file) {
        return new DirectorYaml.Engine(
                interfaces.isEmpty() ? file.interfaces() : interfaces,
                file.sysctl(),
                file.ftpPorts(),
                maxConnections == null ? file.maxConnections() : maxConnections,
                file.receiveFrames(),
                file.marks());
    }

    private static void leave(StandAloneEngine engine) {
        int code = 0;
        try {
            engine.close();
        } catch (IOException | RuntimeException e) {
            System.err.println("director engine: " + Failures.text(e));
            code = 1;
        }
        LogFiles.close();
        // The JVM would say 143.
        Runtime.getRuntime().halt(code);
    }

    /** A thread failed: the gate stays, so that nobody answers in the engine's place. */
    private static void fall(String role, Throwable failure) {
        LogFiles.close();
        System.err.println("director engine: thread " + role + " failed: " + failure);
        Runtime.getRuntime().halt(FAILED);
    }
}
