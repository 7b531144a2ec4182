package org.hadirector.director.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a tree that came as JSON: what is missing reads as empty, zero or false. */
public record Tree(Map<String, Object> fields) {
    /** The text there, or of whatever is there. */
    public String text(String name) {
        Object value = fields.get(name);
        return value == null ? "" : String.valueOf(value);
    }

    /** The whole number there. */
    public long number(String name) {
        return fields.get(name) instanceof Number number ? number.longValue() : 0;
    }

    /** The number there. */
    public double decimal(String name) {
        return fields.get(name) instanceof Number number ? number.doubleValue() : 0;
    }

    /** Whether true is there. */
    public boolean is(String name) {
        return Boolean.TRUE.equals(fields.get(name));
    }

    /** Whether anything is there. */
    public boolean has(String name) {
        return fields.get(name) != null;
    }

    /** The tree there. */
    public Tree map(String name) {
        return of(fields.get(name));
    }

    /** The trees of the list there. */
    public List<Tree> list(String name) {
        List<Tree> trees = new ArrayList<>();
        if (fields.get(name) instanceof List<?> list) {
            list.forEach(item -> trees.add(of(item)));
        }
        return trees;
    }

    /** The texts of the list there. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        if (fields.get(name) instanceof List<?> list) {
            list.forEach(item -> texts.add(String.valueOf(item)));
        }
        return texts;
    }

    private static Tree of(Object value) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> fields.put(String.valueOf(key), item));
        }
        return new Tree(fields);
    }
}
