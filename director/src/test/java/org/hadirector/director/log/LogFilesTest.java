package org.hadirector.director.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.hadirector.resource.ResourceLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {
    @TempDir
    Path directory;

    @AfterEach
    void closeFiles() {
        LogFiles.close();
    }

    @Test
    void shouldWriteHeartbeatsLineFormat() throws IOException {
        Path log = directory.resolve("ha-log");
        Path debug = directory.resolve("ha-debug");
        LogFiles.configure(log, debug, true, true);
        LogManager.getLogger(LogFiles.HEARTBEAT).warn("node ha2: is dead");
        LogManager.getLogger(LogFiles.HEARTBEAT).debug("detail");
        LogManager.getLogger(LogFiles.HEARTBEAT).fatal("end");
        ResourceLog.log4j().info("Running /etc/ha.d/resource.d/rec a start");
        LogFiles.close();
        List<String> lines = Files.readAllLines(log);
        assertEquals(3, lines.size(), lines.toString());
        String stamp =
                "heartbeat\\[" + ProcessHandle.current().pid() + "\\]: \\d{4}/\\d\\d/\\d\\d_\\d\\d:\\d\\d:\\d\\d ";
        assertTrue(lines.get(0).matches(stamp + "WARN: node ha2: is dead"), lines.get(0));
        assertTrue(lines.get(1).matches(stamp + "CRIT: end"), lines.get(1));
        String script = "\\d{4}/\\d\\d/\\d\\d_\\d\\d:\\d\\d:\\d\\d  ResourceManager\\(default\\)\\["
                + ProcessHandle.current().pid() + "\\]:    info: Running /etc/ha.d/resource.d/rec a start";
        assertTrue(lines.get(2).matches(script), lines.get(2));
        assertEquals(4, Files.readAllLines(debug).size());
    }
}
