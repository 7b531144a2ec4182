package org.hadirector.resource.config;

import java.util.List;

/**
 * The form of IPaddr's argument {@code IP[/maskbits[/interface[:label]][/broadcast]]}, without looking at the machine.
 */
final class AddressArgument {
    private static final int MAX_LABEL = 15;

    private AddressArgument() {}

    /** What is wrong with these arguments, or null. */
    static String fault(List<String> args) {
        if (args.isEmpty() || args.get(0).isEmpty()) {
            return "no address";
        }
        if (args.size() > 1) {
            return "one argument expected, not " + args.size();
        }
        String[] parts = args.get(0).split("/", -1);
        if (parts.length > 4) {
            return "too many parts";
        }
        boolean six = parts[0].indexOf(':') >= 0;
        if (Addresses.literal(parts[0]) == null) {
            return parts[0] + " is not an address";
        }
        if (parts.length > 1) {
            String fault = maskFault(parts[1], six);
            if (fault != null) {
                return fault;
            }
        }
        for (int i = 2; i < parts.length; i++) {
            String fault = partFault(parts[i]);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private static String maskFault(String mask, boolean six) {
        if (mask.matches("\\d{1,3}")) {
            int bits = Integer.parseInt(mask);
            return bits >= 1 && bits <= (six ? 128 : 32) ? null : "mask of " + mask + " bits";
        }
        if (!six && mask.indexOf('.') > 0) {
            return Addresses.maskBits(mask) >= 0 ? null : mask + " is not a netmask";
        }
        return "mask " + (mask.isEmpty() ? "missing" : mask);
    }

    private static String partFault(String part) {
        if (part.matches("[0-9.]+")) {
            return Addresses.literal(part) == null ? "broadcast " + part + " is not an address" : null;
        }
        if (!part.matches("[A-Za-z][A-Za-z0-9_.@-]*(:[A-Za-z0-9_.-]+)?")) {
            return "interface " + (part.isEmpty() ? "missing" : part);
        }
        return part.length() <= MAX_LABEL ? null : "interface " + part + " has more than " + MAX_LABEL + " characters";
    }
}
