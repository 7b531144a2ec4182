package org.hadirector.linux.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;

/**
 * What clang writes for the BPF machine: programs, one per section, and map definitions in the section {@code maps}
 * (five 32-bit numbers each: type, key size, value size, entries, flags). 64-bit relocatable ELF of this machine's byte
 * order, see elf(5); the only relocation is R_BPF_64_64 against a map. Anything else, and every offset that leaves the
 * file, is an {@link IllegalArgumentException}.
 */
public final class ElfObject {
    private static final int MACHINE_BPF = 247;
    private static final int SHT_SYMTAB = 2;
    private static final int SHT_REL = 9;
    private static final int R_BPF_64_64 = 1;
    private static final int SYMBOL_SIZE = 24;
    private static final int RELOCATION_SIZE = 16;
    private static final int MAP_SIZE = 20;
    private static final byte PSEUDO_MAP_FD = 1;
    private static final byte LOAD_64_BIT = 0x18;

    private final ByteBuffer file;
    private final List<Section> sections = new ArrayList<>();
    private final List<Symbol> symbols = new ArrayList<>();

    private ElfObject(byte[] bytes) {
        this.file = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        int order = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 1 : 2;
        if (file.getInt(0)
                        != ByteBuffer.wrap(new byte[] {0x7f, 'E', 'L', 'F'})
                                .order(file.order())
                                .getInt(0)
                || file.get(4) != 2
                || file.get(5) != order
                || file.getShort(18) != MACHINE_BPF) {
            throw new IllegalArgumentException("not a 64-bit BPF object of this machine's byte order");
        }
        readSections();
        for (Section section : sections) {
            if (section.type == SHT_SYMTAB) {
                readSymbols(section);
            }
        }
    }

    /** Reads an object file. */
    public static ElfObject parse(byte[] bytes) {
        try {
            return new ElfObject(bytes);
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("the BPF object is cut short", e);
        }
    }

    /** The maps it declares, by name. */
    public Map<String, MapDefinition> maps() {
        int section = indexOf("maps");
        int start = sections.get(section).offset;
        Map<String, MapDefinition> maps = new LinkedHashMap<>();
        for (Symbol symbol : symbols) {
            if (symbol.section == section && symbol.size == MAP_SIZE) {
                int at = start + symbol.value;
                if (symbol.value < 0 || symbol.value > sections.get(section).size - MAP_SIZE) {
                    throw new IllegalArgumentException("map " + symbol.name + " lies outside of its section");
                }
                maps.put(
                        symbol.name,
                        new MapDefinition(
                                symbol.name,
                                file.getInt(at),
                                file.getInt(at + 4),
                                file.getInt(at + 8),
                                file.getInt(at + 12),
                                file.getInt(at + 16)));
            }
        }
        return maps;
    }

    /**
     * The code of a program section with its map references resolved.
     *
     * @param mapFd the descriptor of a map, by name
     */
    public byte[] link(String program, ToIntFunction<String> mapFd) {
        try {
            return linked(program, mapFd);
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("the BPF object points outside of itself", e);
        }
    }

    private byte[] linked(String program, ToIntFunction<String> mapFd) {
        int index = indexOf(program);
        Section section = sections.get(index);
        byte[] bytes = new byte[section.size];
        file.get(section.offset, bytes);
        ByteBuffer code = ByteBuffer.wrap(bytes).order(file.order());
        for (Section relocations : sections) {
            if (relocations.type == SHT_REL && relocations.info == index) {
                relocate(code, relocations, mapFd);
            }
        }
        return bytes;
    }

    private void relocate(ByteBuffer code, Section relocations, ToIntFunction<String> mapFd) {
        for (int at = relocations.offset; at < relocations.offset + relocations.size; at += RELOCATION_SIZE) {
            int instruction = (int) file.getLong(at);
            long info = file.getLong(at + 8);
            Symbol symbol = symbols.get((int) (info >>> 32));
            if ((int) info != R_BPF_64_64 || code.get(instruction) != LOAD_64_BIT) {
                throw new IllegalArgumentException("relocation of type " + (int) info + " against " + symbol.name);
            }
            // Two four-bit fields: destination register, then what the constant is (BPF_PSEUDO_MAP_FD).
            boolean little = code.order() == ByteOrder.LITTLE_ENDIAN;
            byte registers = code.get(instruction + 1);
            code.put(instruction + 1, (byte)
                    (little ? registers & 0x0f | PSEUDO_MAP_FD << 4 : registers & 0xf0 | PSEUDO_MAP_FD));
            code.putInt(instruction + 4, mapFd.applyAsInt(symbol.name));
        }
    }

    private void readSections() {
        int table = (int) file.getLong(40);
        int entrySize = file.getShort(58);
        int count = file.getShort(60);
        int names = (int) file.getLong(table + entrySize * file.getShort(62) + 24);
        for (int i = 0; i < count; i++) {
            int at = table + i * entrySize;
            Section section = new Section(
                    text(names + file.getInt(at)),
                    file.getInt(at + 4),
                    (int) file.getLong(at + 24),
                    (int) file.getLong(at + 32),
                    file.getInt(at + 40),
                    file.getInt(at + 44));
            Objects.checkFromIndexSize(section.offset, section.size, file.limit());
            sections.add(section);
        }
    }

    private void readSymbols(Section table) {
        int names = sections.get(table.link).offset;
        for (int at = table.offset; at < table.offset + table.size; at += SYMBOL_SIZE) {
            symbols.add(
                    new Symbol(text(names + file.getInt(at)), file.getShort(at + 6), (int) file.getLong(at + 8), (int)
                            file.getLong(at + 16)));
        }
    }

    private int indexOf(String name) {
        for (int i = 0; i < sections.size(); i++) {
            if (sections.get(i).name.equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("the BPF object has no section " + name);
    }

    private String text(int from) {
        int end = from;
        while (file.get(end) != 0) {
            end++;
        }
        return new String(file.array(), from, end - from, StandardCharsets.UTF_8);
    }

    /** A section header: for relocations {@code link} is the symbol table, {@code info} the section they change. */
    private record Section(String name, int type, int offset, int size, int link, int info) {}

    private record Symbol(String name, int section, int value, int size) {}
}
