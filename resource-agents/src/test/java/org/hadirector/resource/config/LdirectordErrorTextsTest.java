package org.hadirector.resource.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts of ldirectord 1.186 that administrators and scripts know, each from a wrong line. */
class LdirectordErrorTextsTest {
    private static List<String> errors(String text) {
        return new LdirectordCfParser(new TableNames(), "rr"::equals)
                .parse("ldirectord.cf", text).problems().stream()
                        .filter(problem -> problem.severity() == ConfigProblem.Severity.ERROR)
                        .map(problem -> problem.line() + " " + problem.text())
                        .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "checktimeout=0 | invalid check timeout value",
                "checktimeout=abc | invalid check timeout value",
                "checkinterval= | invalid check interval value",
                "quiescent=1 | quiescent must be 'yes' or 'no'",
                "quiescent=Yes | quiescent must be 'yes' or 'no'",
                "readdquiescent=true | readdquiescent must be 'yes' or 'no'",
                "fork=maybe | fork must be 'yes' or 'no'",
                "autoreload=1 | autoreload must be 'yes' or 'no'",
                "autoreload | Unknown command autoreload",
                "monitorfile=/var/log/monitor | Unknown command monitorfile=/var/log/monitor",
                "real=192.168.0.1:80 masq | Unknown command real=192.168.0.1:80 masq",
                "emailalertfreq=abc | invalid email alert frequency",
                "emailalertstatus=foo | invalid email alert status at: \"foo\"",
                "emailalertstatus=none,all | invalid email alert status: \"all\" specified with \"none\"",
                "fallback=nosuch.example:80 | "
                        + "invalid IPv4 address or could not resolve for fallback server: nosuch.example",
                "fallback=127.0.0.1:70000 | invalid port for fallback server",
                "fallback=127.0.0.1:80 route | forward method must be gate, masq or ipip",
                "fallback=127.0.0.1:80 gate 1 | forward method must be gate, masq or ipip",
                "virtual= | invalid address for virtual server",
                "virtual=0 | invalid fwmark value `0' specified",
                "virtual=4294967296 | invalid fwmark value `4294967296' specified",
                "virtual=10.1.0.1 | invalid address for virtual server",
                "virtual=10.1.0.1:nosuch | invalid address for virtual service",
                "virtual=10.1.0.1:70000 | invalid address for virtual service",
                "virtual=999.1.0.1:80 | invalid address for virtual service",
                "virtual=nosuch.example:80 | invalid address for virtual service",
                "virtual=:80 | invalid address for virtual server",
                "virtual=10.1.0.1:0 | Zero port specified for non-persistent service",
                "virtual=[fd00::1]:80 | cannot specify an IPv6 address here. please use \"virtual6\" instead.",
            })
    void shouldRefuseGlobalLinesInLdirectordsWords(String line, String text) {
        assertEquals(List.of("1 " + text), errors(line + "\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "real=192.168.0.1:80 | invalid address for real server (wrong format)",
                "real=192.168.0.1:80, masq | invalid address for real server (wrong format)",
                "real=192.168.0.1: masq | invalid address for real server (wrong format)",
                "real= | invalid address for real server (wrong format)",
                "real=192.168.0.1:80 MASQ | forward method must be gate, masq or ipip",
                "real=192.168.0.1:80 5 masq | forward method must be gate, masq or ipip",
                "real=192.168.0.1:65536 masq | invalid port (65536) for real server (could not resolve port)",
                "real=nosuch.example:80 masq | "
                        + "invalid address (nosuch.example) for real server (could not resolve host)",
                "real=192.168.0.1:80 masq 1 l:x | Invalid real server line, around \" l:x\"",
                "real=192.168.0.1:80 masq 1 l: 5 | Invalid real server line, around \" l: 5\"",
                "real=192.168.0.1:80 masq 1 \"a.html\" | Invalid real server line, around \" \"a.html\"\"",
                "real=192.168.0.1:80 masq 1 'a', 'b' | Invalid real server line, around \" 'a', 'b'\"",
                "real6=[fd00::1]:80 masq | cannot specify \"real6\" here.  please use \"real\" instead",
                "checktype=Connect | checktype must be \"connect\", \"negotiate\", \"on\", \"off\", \"ping\","
                        + " \"external\", \"external-perl\" or a positive number",
                "service=foo | "
                        + "service must be dns, ftp, http, https, http_proxy, imap, imaps, ldap, ldaps, mysql, nntp,"
                        + " none, oracle, pop, pops, radius, pgsql, simpletcp, sip, smtp or submission",
                "checkport=0 | checkport must be in range 1..65536",
                "checkport=http | invalid port",
                "checkinterval=x | invalid checkinterval",
                "persistent=x | invalid persistent timeout",
                "schedflags=x | unknown scheduler flag x",
                "netmask=24 | invalid netmask: dotted quad notation is required",
                "scheduler=RR | invalid scheduler, should be only lowercase letters (a-z)",
                "scheduler=nosuch | Scheduler or persistence engine not found: nosuch",
                "login=\"\" | invalid login string",
                "passwd=\"\" | invalid password",
                "secret=\"\" | invalid secret",
                "monitorfile= | unable to open monitorfile : No such file or directory",
                "checkcommand=\"\" | invalid check command",
                "logfile=\"/var/log/x\" | Unknown command logfile=\"/var/log/x\"",
                "receive=\"(\" | receive is not a regular expression: Unclosed group in \"(\"",
            })
    void shouldRefuseLinesOfABlockInLdirectordsWords(String line, String text) {
        assertEquals(List.of("2 " + text), errors("virtual=10.1.0.1:80\n    " + line + "\n"));
    }
}
