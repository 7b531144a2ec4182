package org.hadirector.lvs.ipvsadm;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.lvs.engine.LvsControl;
import org.hadirector.lvs.engine.LvsException;
import org.hadirector.lvs.engine.MarkRules;
import org.hadirector.lvs.mark.MarkRule;

/**
 * {@code director lvs mark}: the rules that give packets a firewall mark, in iptables' words. The mangle table's marks
 * are set behind the place where packets are taken up; {@code iptables-save -t mangle | director lvs mark restore}
 * takes its simple rules over and tells which it could not read.
 */
public final class MarkCommand {
    static final String USAGE =
            """
            Usage: director lvs mark add RULE | del RULE | list | clear | save | restore
            Packets of a rule get a firewall mark and go to the service of that mark (ipvsadm -A -f MARK).

            RULE:
              -d ADDRESS[/BITS]     the packets' destination (needed)
              -p tcp|udp|sctp       their protocol (any of these)
              --dport PORT[:PORT]   a port or a range; --dports PORT,PORT:PORT,... several
              -s ADDRESS[/BITS]     where they come from
              -i INTERFACE          which interface receives them
              [-j MARK] --set-mark MARK

            list says which rules have no service; save prints rules that restore reads from standard input,
            one a line, as iptables-save writes them or without -A CHAIN. The last rule that fits decides.
            """;
    private static final int FAILED = 1;

    private final MarkRules rules;
    private final MarkRuleParser parser;
    private final StringBuilder out = new StringBuilder();
    private final StringBuilder err = new StringBuilder();

    private MarkCommand(MarkRules rules, NameService names) {
        this.rules = rules;
        parser = new MarkRuleParser(names);
    }

    /**
     * Runs one command; {@code args} without the word {@code mark}.
     *
     * @param stdin the lines, or some of them, that {@code restore} reads
     */
    public static IpvsadmResult run(List<String> args, String stdin, LvsControl control, NameService names) {
        return new MarkCommand(control.marks(), names).run(args, stdin);
    }

    private IpvsadmResult run(List<String> args, String stdin) {
        String verb = args.isEmpty() ? "" : args.get(0);
        List<String> words = args.isEmpty() ? List.of() : args.subList(1, args.size());
        if (verb.equals("restore") && words.isEmpty()) {
            return restore(stdin);
        }
        try {
            int exitCode = one(verb, words);
            return new IpvsadmResult(out.toString(), err.toString(), exitCode);
        } catch (LvsException | IllegalArgumentException e) {
            return new IpvsadmResult("", "director: " + e.getMessage() + "\n", FAILED);
        }
    }

    private int one(String verb, List<String> words) throws LvsException {
        switch (verb) {
            case "add" -> rules.add(parser.rule(words));
            case "del" -> rules.remove(parser.rule(words));
            case "clear" -> rules.replace(List.of());
            case "list", "save" -> {
                for (MarkRule rule : rules.list()) {
                    String use = verb.equals("save") || rules.isUsed(rule) ? "" : "  # no service has this mark";
                    out.append(rule).append(use).append('\n');
                }
            }
            default -> {
                (verb.equals("-h") || verb.equals("--help") ? out : err).append(USAGE);
                return err.length() == 0 ? 0 : 2;
            }
        }
        return 0;
    }

    private IpvsadmResult restore(String stdin) {
        boolean any = false;
        for (String line : stdin.split("\n")) {
            List<String> words = new ArrayList<>(List.of(line.strip().split("\\s+")));
            if (MarkRuleParser.isRule(words)) {
                any = true;
                try {
                    rules.add(parser.rule(words));
                } catch (LvsException | IllegalArgumentException e) {
                    err.append("director: ")
                            .append(e.getMessage())
                            .append(", in: ")
                            .append(line)
                            .append('\n');
                }
            }
        }
        IpvsadmResult.Stream stream = any ? IpvsadmResult.Stream.OPEN : IpvsadmResult.Stream.IDLE;
        return new IpvsadmResult("", err.toString(), err.length() == 0 ? 0 : FAILED, stream);
    }
}
