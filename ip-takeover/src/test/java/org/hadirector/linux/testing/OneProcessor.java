package org.hadirector.linux.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Frames that a test sends come in their order: its thread stays on one processor. A frame is handed from cable to
 * cable by the processor of whoever sent it, or waits there for the kernel's own thread when that is busy; a sender
 * that is moved to another processor meanwhile overtakes itself. Threads that the test begins stay there as well.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ProcessorChoice.class)
public @interface OneProcessor {}
