package org.hadirector.director.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The ordinary web servers that a real server of the lab may run: none of them knows anything of directors. */
public enum WebServer {
    /** Debian's nginx-light, with a configuration of the lab's own: it listens in the lab's namespace only. */
    NGINX("/usr/sbin/nginx") {
        @Override
        List<String> command(Path www, Path work) throws IOException {
            Path config = work.resolve("nginx.conf");
            Files.writeString(config, nginxConf(www, work));
            return List.of(program(), "-c", config.toString(), "-p", work.toString(), "-e", "stderr");
        }

        @Override
        public boolean keepsConnections() {
            return true;
        }
    },
    /** Debian's busybox: one process per request. */
    BUSYBOX("/usr/bin/busybox") {
        @Override
        List<String> command(Path www, Path work) {
            return List.of(program(), "httpd", "-f", "-p", "80", "-h", www.toString());
        }
    },
    /** Python's own, one thread per request. */
    PYTHON("/usr/bin/python3") {
        @Override
        List<String> command(Path www, Path work) {
            return List.of(program(), "-m", "http.server", "--directory", www.toString(), "80");
        }
    };

    private final String program;

    WebServer(String program) {
        this.program = program;
    }

    String program() {
        return program;
    }

    /** The command that serves {@code www} on port 80 in the foreground. */
    abstract List<String> command(Path www, Path work) throws IOException;

    /** Whether a client may ask again on the same connection. */
    public boolean keepsConnections() {
        return false;
    }

    /**
     * The first that this machine has.
     *
     * @throws IOException when it has none
     */
    public static WebServer installed() throws IOException {
        for (WebServer server : values()) {
            if (Files.isExecutable(Path.of(server.program))) {
                return server;
            }
        }
        throw new IOException("no web server for the lab's real servers: apt-get install busybox");
    }

    private static String nginxConf(Path www, Path work) {
        return """
                daemon off;
                user root; # the page may lie where only root may look
                worker_processes 1;
                pid %2$s/nginx.pid;
                events { worker_connections 4096; }
                http {
                  access_log off;
                  keepalive_requests 1000000;
                  client_body_temp_path %2$s/tmp; proxy_temp_path %2$s/tmp; fastcgi_temp_path %2$s/tmp;
                  uwsgi_temp_path %2$s/tmp; scgi_temp_path %2$s/tmp;
                  types { text/html html; }
                  server { listen 80 backlog=4096; root %1$s; index index.html; }
                }
                """
                .formatted(www, work);
    }
}
