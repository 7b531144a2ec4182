package org.hadirector.resource.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hadirector.resource.config.ConfigText.Line;

/**
 * Splits an ldirectord.cf into global directives and blocks. Kinder than the original: an empty line inside a block, an
 * indentation of less than four blanks and a comment behind any value are understood, with a warning where ldirectord
 * itself would fail.
 */
final class LdirectordLexer {
    private static final Pattern DIRECTIVE = Pattern.compile("\\s*([A-Za-z0-9_-]+)\\s*=\\s*(.*)");
    private static final int INDENT = 4;

    private final Problems problems;
    private final List<Directive> globals = new ArrayList<>();
    private final List<Block> blocks = new ArrayList<>();
    private Block open;
    private boolean gap;

    LdirectordLexer(Problems problems) {
        this.problems = problems;
    }

    /** A {@code virtual=} or {@code virtual6=} line and the indented lines that follow it. */
    record Block(Directive head, List<Directive> body) {}

    List<Directive> globals() {
        return globals;
    }

    List<Block> blocks() {
        return blocks;
    }

    void read(String text) {
        for (Line line : ConfigText.lines(text, problems)) {
            String bare = withoutComment(line);
            if (bare.isBlank()) {
                gap |= line.text().isBlank();
            } else if (Character.isWhitespace(bare.charAt(0))) {
                indented(bare, line.number());
            } else {
                margin(bare, line.number());
            }
        }
    }

    private void margin(String text, int line) {
        Directive directive = directive(text, line);
        if (directive.name().equals("virtual") || directive.name().equals("virtual6")) {
            open = new Block(directive, new ArrayList<>());
            blocks.add(open);
            gap = false;
        } else {
            globals.add(directive);
        }
    }

    private void indented(String text, int line) {
        if (open == null) {
            problems.error(line, "Unknown command " + text.strip(), "begin a virtual= block before indented lines");
            return;
        }
        if (gap) {
            problems.warning(
                    line, "empty line inside a block; ldirectord would end the block there", "remove the empty line");
            gap = false;
        }
        if (indentation(text) < INDENT) {
            problems.warning(
                    line,
                    "indented by less than 4 blanks; ldirectord would not accept it",
                    "indent by 4 blanks or a tab");
        }
        open.body().add(directive(text, line));
    }

    private static int indentation(String text) {
        int width = 0;
        for (int i = 0; i < text.length() && Character.isWhitespace(text.charAt(i)); i++) {
            width += text.charAt(i) == '\t' ? INDENT : 1;
        }
        return width;
    }

    private static Directive directive(String text, int line) {
        Matcher matcher = DIRECTIVE.matcher(text);
        return matcher.matches()
                ? new Directive(matcher.group(1), matcher.group(2).strip(), text.strip(), line)
                : new Directive(text.strip(), null, text.strip(), line);
    }

    /** Cuts at {@code #}; inside quotes it stays, which the original does not manage. */
    private String withoutComment(Line line) {
        String text = line.text();
        boolean quoted = false;
        boolean kept = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '#') {
                if (!quoted || text.indexOf('"', i) < 0) {
                    return text.substring(0, i);
                }
                if (!kept) {
                    problems.warning(
                            line.number(),
                            "# inside quotes kept; ldirectord would begin a comment here",
                            "write \\x23");
                }
                kept = true;
            }
        }
        return text;
    }
}
