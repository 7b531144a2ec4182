package org.hadirector.director.run;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The lambdas and method references in a class file, as a class list of the JVM names them ({@code @lambda-proxy},
 * HotSpot's classListParser.cpp), with the {@link LambdaForms} that each is made by. A list that a run wrote has those
 * that the run came past; a class archive (AppCDS) can hold them all, and then no thread has to make one while an
 * address moves. Reads what JVMS 4 says of constant pool and BootstrapMethods, and skips the rest.
 */
final class LambdaSites {
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int METHOD_HANDLE = 15;
    private static final int INVOKE_DYNAMIC = 18;
    private static final String FACTORY = "java/lang/invoke/LambdaMetafactory metafactory ";

    /** By reference_kind (JVMS 4.4.8). */
    private static final String[] KINDS = {
        "",
        "REF_getField",
        "REF_getStatic",
        "REF_putField",
        "REF_putStatic",
        "REF_invokeVirtual",
        "REF_invokeStatic",
        "REF_invokeSpecial",
        "REF_newInvokeSpecial",
        "REF_invokeInterface"
    };

    private static final byte INVOKE = (byte) 0xba;

    private final DataInputStream in;
    private final Constant[] pool;
    /** How many instructions make the call of an entry of the pool: each makes a class of its own. */
    private final int[] uses;

    /** An entry of the constant pool: its text, or the one or two numbers in it. */
    private record Constant(int tag, String text, int first, int second) {}

    private record Bootstrap(int method, int[] arguments) {}

    private LambdaSites(byte[] classFile) throws IOException {
        in = new DataInputStream(new ByteArrayInputStream(classFile));
        in.skipNBytes(8); // magic, versions
        pool = new Constant[in.readUnsignedShort()];
        for (int i = 1; i < pool.length; i++) {
            pool[i] = constant();
            if (pool[i].tag == LONG || pool[i].tag == DOUBLE) {
                i++; // takes two places
            }
        }
        uses = new int[pool.length];
    }

    /** A line for each of them, and the lines of their forms. */
    static List<String> of(byte[] classFile) throws IOException {
        return new LambdaSites(classFile).lines();
    }

    private Constant constant() throws IOException {
        int tag = in.readUnsignedByte();
        return switch (tag) {
            case UTF8 -> new Constant(tag, in.readUTF(), 0, 0);
            case METHOD_HANDLE -> new Constant(tag, null, in.readUnsignedByte(), in.readUnsignedShort());
            case LONG, DOUBLE -> {
                in.skipNBytes(8);
                yield new Constant(tag, null, 0, 0);
            }
            case 7, 8, 16, 19, 20 -> new Constant(tag, null, in.readUnsignedShort(), 0);
            default -> new Constant(tag, null, in.readUnsignedShort(), in.readUnsignedShort());
        };
    }

    private List<String> lines() throws IOException {
        in.skipNBytes(2); // access
        String self = name(in.readUnsignedShort());
        in.skipNBytes(2); // super class
        in.skipNBytes(2L * in.readUnsignedShort()); // interfaces
        for (int kind = 0; kind < 2; kind++) { // fields, methods
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                in.skipNBytes(6);
                bootstraps();
            }
        }
        List<Bootstrap> bootstraps = bootstraps();
        List<String> lines = new ArrayList<>();
        for (int i = 1; i < pool.length; i++) {
            if (pool[i] != null && pool[i].tag == INVOKE_DYNAMIC) {
                Bootstrap bootstrap = bootstraps.get(pool[i].first);
                for (int use = 0; use < uses[i]; use++) {
                    site(self, bootstrap, pool[i].second, lines);
                }
            }
        }
        return lines;
    }

    private void site(String self, Bootstrap bootstrap, int nameAndType, List<String> lines) {
        if (!member(pool[bootstrap.method].second).startsWith(FACTORY)) {
            return; // methods of records, and lambdas of more than one interface
        }
        int[] arguments = bootstrap.arguments;
        String kind = KINDS[pool[arguments[1]].first];
        int method = pool[arguments[1]].second;
        lines.add(String.join(
                " ",
                "@lambda-proxy",
                self,
                pair(nameAndType),
                name(arguments[0]),
                kind,
                member(method),
                name(arguments[2])));
        lines.addAll(LambdaForms.of(type(nameAndType), kind, type(pool[method].second)));
    }

    /**
     * Finds invokedynamic (JVMS 6.5: its code, an index, two zeros) without reading the instructions in their order:
     * what only looks like one makes a class too many in the archive.
     */
    private void count(byte[] code) {
        for (int at = 0; at + 4 < code.length; at++) {
            int index = (code[at + 1] & 0xff) << 8 | code[at + 2] & 0xff;
            boolean call = code[at] == INVOKE && code[at + 3] == 0 && code[at + 4] == 0;
            if (call && index < pool.length && pool[index] != null && pool[index].tag == INVOKE_DYNAMIC) {
                uses[index]++;
            }
        }
    }

    /** Reads attributes; those of a class tell how its dynamic calls are linked. */
    private List<Bootstrap> bootstraps() throws IOException {
        List<Bootstrap> found = new ArrayList<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            String name = pool[in.readUnsignedShort()].text;
            int length = in.readInt();
            if (name.equals("Code")) {
                count(in.readNBytes(length));
                continue;
            }
            if (!name.equals("BootstrapMethods")) {
                in.skipNBytes(length);
                continue;
            }
            for (int methods = in.readUnsignedShort(); methods > 0; methods--) {
                int method = in.readUnsignedShort();
                int[] arguments = new int[in.readUnsignedShort()];
                for (int i = 0; i < arguments.length; i++) {
                    arguments[i] = in.readUnsignedShort();
                }
                found.add(new Bootstrap(method, arguments));
            }
        }
        return found;
    }

    /** Of a class or a method type: what it points to. */
    private String name(int index) {
        return pool[pool[index].first].text;
    }

    /** Class, name and type of a method. */
    private String member(int index) {
        return name(pool[index].first) + " " + pair(pool[index].second);
    }

    private String pair(int nameAndType) {
        return pool[pool[nameAndType].first].text + " " + type(nameAndType);
    }

    private String type(int nameAndType) {
        return pool[pool[nameAndType].second].text;
    }
}
