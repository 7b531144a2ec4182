package org.hadirector.director.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** One line for whatever went wrong. */
final class Failures {
    private Failures() {}

    static String text(Throwable failure) {
        if (failure instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file";
        }
        if (failure instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        return message.lines().findFirst().orElse(message);
    }
}
