package org.hadirector.director.config;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Makes configuration texts: good ones, damaged; words of the language in any order; bytes of any kind. */
final class ConfigTexts {
    private static final Map<String, String> GOOD = Map.of(
            "ha.cf",
            """
            logfile /var/log/ha-log
            keepalive 500ms
            deadtime 4
            warntime 1.5
            initdead 10
            udpport 694
            baud 19200
            serial /dev/ttyS0
            bcast eth0 eth1
            mcast eth1 225.0.0.1 694 1 0
            mcast6 eth1 ff05::694 694 1 0
            ucast eth1 10.77.1.7
            ucast6 eth1 fd00::7
            ping 10.77.0.1
            ping_group g 10.77.0.1 10.77.0.2
            auto_failback on
            respawn hacluster /usr/lib/heartbeat/ipfail
            apiauth ping uid=root,hacluster gid=haclient
            stonith_host * external/ipmi ha2 10.0.0.1 admin secret
            watchdog /dev/watchdog
            env COLOUR=blue
            node ha1.example
            node ha2.example
            """,
            "authkeys",
            "# keys\nauth 2\n1 crc\n2 sha256 a-long-enough-secret\n3 md5 other\n",
            "haresources",
            "ha1.example 10.0.0.6/24/eth0:1/10.0.0.255 ldirectord::web.cf rec::a::b \\\n  rec\n"
                    + "ha2.example fd00::6/64 rec\n",
            "ldirectord.cf",
            """
            checktimeout=3
            checkinterval=5
            quiescent=yes
            virtual=10.0.0.6:80
                real=10.0.0.25:80 gate 5 "/x", "OK"
                real=10.0.0.26->10.0.0.29:80 masq
                fallback=127.0.0.1:80 gate
                service=http
                scheduler=wlc
                persistent=600
                request="index.html"
                receive="Test Page"
                virtualhost=www.example
                netmask=255.255.255.255
            virtual=[fd00::6]:443
                real=[fd00::25]:443 gate
                checktype=connect
            """,
            "director.yaml",
            "lease: 500ms\non-partition: take\ninterfaces: [eth0, eth1]\nstandby-checks: yes\n");

    private static final List<String> WORDS = List.of(
            "\n",
            "\n",
            "\n",
            " ",
            " ",
            "\t",
            ",",
            "#",
            "\\",
            "\\\n",
            "\"",
            "'",
            "=",
            ":",
            "::",
            "/",
            "->",
            "[",
            "]",
            "{",
            "}",
            "- ",
            "? ",
            "&a ",
            "*a ",
            "!!set ",
            "|",
            ">",
            "%",
            "\r\n",
            "\0",
            "\u00a0",
            "\ufeff",
            "٣",
            "-1",
            "0",
            "1",
            "99999999999999999999",
            "0x10",
            "1e9",
            "ms",
            "us",
            "sec",
            "10.0.0.1",
            "10.0.0.999",
            "fe80::1%eth0",
            "::",
            "ff02::1",
            "10.0.0.1-10.0.0.9",
            "eth0",
            "ha1.example",
            "auth ",
            "sha1",
            "crc",
            "node ",
            "keepalive ",
            "deadtime ",
            "mcast ",
            "mcast6 ",
            "ucast ",
            "ucast6 ",
            "ping6 ",
            "serial ",
            "baud ",
            "udpport ",
            "ping_group ",
            "respawn ",
            "failfast ",
            "apiauth ",
            "uid=",
            "gid=",
            "stonith ",
            "stonith_host ",
            "watchdog ",
            "env ",
            "debug ",
            "crm ",
            "autojoin ",
            "hopfudge ",
            "rtprio ",
            "logfacility ",
            "use_logd ",
            "virtual=",
            "    real=",
            "    service=",
            "    checktype=",
            "    request=",
            "    fallback=",
            "    persistent=",
            "lease: ",
            "interfaces: ",
            "on-partition: ",
            "IPaddr::",
            "ldirectord::",
            "rec::");

    /** The text for a parser, of one of the three sorts. */
    String text(String kind, SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0 -> bytes(random, random.nextInt(1, 2000));
            case 1, 2 -> words(random, random.nextInt(1, 300));
            case 3 -> repeated(random);
            default -> damaged(new StringBuilder(GOOD.get(kind)), random);
        };
    }

    private static String bytes(SplittableRandom random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) (random.nextInt(4) > 0 ? random.nextInt(256) : random.nextInt(0x10000)));
        }
        return text.toString();
    }

    private static String words(SplittableRandom random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return text.toString();
    }

    /** One word very often: what nests or backtracks shows itself. */
    private static String repeated(SplittableRandom random) {
        return words(random, 3)
                + words(random, random.nextInt(1, 4)).repeat(random.nextInt(1, 3000))
                + words(random, 3);
    }

    private static String damaged(StringBuilder text, SplittableRandom random) {
        for (int i = random.nextInt(1, 12); i > 0 && text.length() > 2; i--) {
            int at = random.nextInt(text.length() - 1);
            int end = Math.min(text.length(), at + random.nextInt(1, 12));
            switch (random.nextInt(4)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, WORDS.get(random.nextInt(WORDS.size())));
                case 2 -> text.setCharAt(at, (char) random.nextInt(256));
                default -> text.insert(at, text.substring(at, end));
            }
        }
        return text.toString();
    }
}
