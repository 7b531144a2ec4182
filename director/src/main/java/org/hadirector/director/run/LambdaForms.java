package org.hadirector.director.run;

import java.util.ArrayList;
import java.util.List;

/**
 * The code shapes that the JVM needs before a lambda of some kind can be made for the first time, as a class list names
 * them ({@code @lambda-form-invoker}): one calls what the lambda stands for, one the constructor of its class, one
 * hands over what it captures (JDK 17, {@code java.lang.invoke.DirectMethodHandle}, {@code Invokers}). Shapes that are
 * not in the class archive are spun into classes by the thread that meets them first, half a millisecond each.
 */
final class LambdaForms {
    private static final String LINE = "@lambda-form-invoker [LF_RESOLVE] java.lang.invoke.";
    private static final String DIRECT = LINE + "DirectMethodHandle$Holder ";

    private LambdaForms() {}

    /**
     * All that one place needs.
     *
     * @param factoryType a method type (JVMS 4.3.3): what the lambda captures, and its interface
     * @param kind of the method that it stands for, {@code REF_} and how it is called (JVMS 5.4.3.5)
     * @param type of that method
     */
    static List<String> of(String factoryType, String kind, String type) {
        String captured = parameters(factoryType);
        List<String> lines = new ArrayList<>();
        String call = kind.substring("REF_".length());
        switch (call) {
            case "newInvokeSpecial" -> constructor(parameters(type), lines);
            case "invokeStatic" -> {
                String form = form("L" + parameters(type), result(type));
                lines.add(DIRECT + call + " " + form);
                lines.add(DIRECT + call + "Init " + form); // as long as its class is not initialized
            }
            default -> {
                String form = form("LL" + parameters(type), result(type));
                lines.add(DIRECT + call + " " + form);
                lines.add(DIRECT + "invokeSpecial " + form); // of a private method
            }
        }
        constructor(captured, lines);
        lines.add(LINE + "Invokers$Holder linkToTargetMethod " + form(captured + "L", 'L'));
        return lines;
    }

    private static void constructor(String parameters, List<String> lines) {
        lines.add(DIRECT + "newInvokeSpecial " + form("L" + parameters, 'L'));
        lines.add(DIRECT + "invokeSpecial " + form("LL" + parameters, 'L'));
    }

    /** A letter for each: the JVM tells apart int, long, float, double and references. */
    private static String parameters(String methodType) {
        StringBuilder letters = new StringBuilder();
        int at = 1;
        while (methodType.charAt(at) != ')') {
            letters.append(letter(methodType.charAt(at)));
            while (methodType.charAt(at) == '[') {
                at++;
            }
            at = methodType.charAt(at) == 'L' ? methodType.indexOf(';', at) + 1 : at + 1;
        }
        return letters.toString();
    }

    private static char result(String methodType) {
        return letter(methodType.charAt(methodType.indexOf(')') + 1));
    }

    /** @param first character of a type */
    private static char letter(char first) {
        return switch (first) {
            case '[', 'L' -> 'L';
            case 'J', 'F', 'D', 'V' -> first;
            case 'Z', 'B', 'C', 'S', 'I' -> 'I';
            default -> throw new IllegalArgumentException("no type begins with " + first);
        };
    }

    /** LLLJ and V is L3J_V, as the JVM writes it. */
    private static String form(String letters, char result) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < letters.length(); ) {
            char letter = letters.charAt(at);
            int end = at;
            while (end < letters.length() && letters.charAt(end) == letter) {
                end++;
            }
            text.append(end - at > 2 ? letter + String.valueOf(end - at) : letters.substring(at, end));
            at = end;
        }
        return text.append('_').append(result).toString();
    }
}
