package org.hadirector.heartbeat.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hadirector.heartbeat.config.ConfigProblem.Stage;

/** Opens ha.cf and authkeys; a file that cannot be read is one more problem, not an exception. */
public final class ConfigFiles {
    /** A configuration of a pair fits many times. */
    private static final long MAX_BYTES = 1 << 20;

    private final NodeFacts facts;

    public ConfigFiles(NodeFacts facts) {
        this.facts = facts;
    }

    /** ha.cf with all that can be said about it on this machine. */
    public Parsed<HaCf> haCf(Path path) {
        String file = path.toString();
        try {
            Parsed<HaCf> parsed = HaCfParser.parse(file, text(path));
            List<ConfigProblem> problems = new ArrayList<>(parsed.problems());
            problems.addAll(new HaCfValidator(facts).validate(parsed.value()));
            return new Parsed<>(parsed.value(), problems);
        } catch (IOException e) {
            Parsed<HaCf> empty = HaCfParser.parse(file, "");
            return new Parsed<>(
                    empty.value(), unreadable(file, Stage.READING, "Cannot open config file [" + file + "]", e));
        }
    }

    /**
     * authkeys.
     *
     * @param media of ha.cf: what is good enough for a cable is not for a network
     */
    public Parsed<Authkeys> authkeys(Path path, List<Medium> media) {
        String file = path.toString();
        try {
            Parsed<Authkeys> parsed = AuthkeysParser.parse(file, text(path), mode(path));
            List<ConfigProblem> problems = new ArrayList<>(parsed.problems());
            problems.addAll(AuthkeysParser.judge(file, parsed.value(), media).problems());
            return new Parsed<>(parsed.value(), problems);
        } catch (IOException e) {
            Authkeys none = new Authkeys(-1, Map.of());
            return new Parsed<>(none, unreadable(file, Stage.KEYS, "Cannot open keyfile [" + file + "].  Stop.", e));
        }
    }

    private static List<ConfigProblem> unreadable(String file, Stage stage, String text, IOException e) {
        String remedy = e instanceof NoSuchFileException
                ? "create it: there is no such file"
                : "make it readable for root (" + e.getMessage() + ")";
        return List.of(new ConfigProblem(
                file, 0, ConfigProblem.Severity.ERROR, text, remedy, stage, List.of("ERROR: " + text)));
    }

    private static String text(Path path) throws IOException {
        // a pipe would be waited for, a device read for ever
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException(Files.isDirectory(path) ? "Is a directory" : "not a regular file");
        }
        if (Files.size(path) > MAX_BYTES) {
            throw new IOException("larger than " + MAX_BYTES + " bytes");
        }
        // every byte is a character in Latin-1, so that no file is unreadable
        byte[] bytes = Files.readAllBytes(path);
        String utf8 = new String(bytes, StandardCharsets.UTF_8);
        String text = utf8.indexOf('\ufffd') < 0 ? utf8 : new String(bytes, StandardCharsets.ISO_8859_1);
        // an editor's byte order mark would become part of the first directive, and be invisible in its error
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private static Set<PosixFilePermission> mode(Path path) throws IOException {
        try {
            return Files.getPosixFilePermissions(path);
        } catch (UnsupportedOperationException e) {
            return EnumSet.noneOf(PosixFilePermission.class);
        }
    }
}
