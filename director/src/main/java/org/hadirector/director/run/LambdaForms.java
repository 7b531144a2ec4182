package org.hadirector.director.run;

import java.util.List;

/**
 * The code shapes that the JVM needs before a lambda of some kind can be made for the first time, as a class list names
 * them ({@code @lambda-form-invoker}): one calls the constructor of its class, one hands over what it captures (JDK 17,
 * {@code java.lang.invoke.DirectMethodHandle}, {@code Invokers}). Shapes that are not in the class archive are spun
 * into classes by the thread that meets them first, half a millisecond each.
 */
final class LambdaForms {
    private static final String LINE = "@lambda-form-invoker [LF_RESOLVE] java.lang.invoke.";

    private LambdaForms() {}

    /** @param factoryType a method type (JVMS 4.3.3): what the lambda captures, and its interface */
    static List<String> of(String factoryType) {
        String captured = basicTypes(factoryType);
        return List.of(
                LINE + "DirectMethodHandle$Holder newInvokeSpecial " + shortened("L" + captured) + "_L",
                LINE + "Invokers$Holder linkToTargetMethod " + shortened(captured + "L") + "_L");
    }

    /** A letter for each parameter: the JVM tells apart int, long, float, double and references. */
    private static String basicTypes(String methodType) {
        StringBuilder letters = new StringBuilder();
        int at = 1;
        while (methodType.charAt(at) != ')') {
            char first = methodType.charAt(at);
            while (methodType.charAt(at) == '[') {
                at++;
            }
            at = methodType.charAt(at) == 'L' ? methodType.indexOf(';', at) + 1 : at + 1;
            letters.append(
                    switch (first) {
                        case '[', 'L' -> 'L';
                        case 'J', 'F', 'D' -> first;
                        case 'Z', 'B', 'C', 'S', 'I' -> 'I';
                        default -> throw new IllegalArgumentException("no method type: " + methodType);
                    });
        }
        return letters.toString();
    }

    /** LLLJ is L3J, as the JVM writes it. */
    private static String shortened(String letters) {
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
        return text.toString();
    }
}
