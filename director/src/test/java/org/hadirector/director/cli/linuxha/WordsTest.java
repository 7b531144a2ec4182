package org.hadirector.director.cli.linuxha;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void shouldTakeLettersInOneWordOrSeveralAndAnywhere() {
        Words words = Words.of(List.of("-mv", "ha1", "-pdeadtime", "eth0", "-p", "-m"), "mvp:");

        assertTrue(words.has('m') && words.has('v'));
        assertEquals(List.of("ha1", "eth0"), words.operands());
        assertEquals(List.of("deadtime", "-m"), words.arguments('p'));
        assertEquals(List.of(), words.wrong());
    }

    @Test
    void shouldTakeNoLettersBehindTwoDashes() {
        assertEquals(List.of("-", "-v"), Words.of(List.of("-", "--", "-v"), "v").operands());
    }

    @Test
    void shouldNameWhatIsWrong() {
        List<String> wrong = Words.of(List.of("--x:", "-p"), "p:").wrong();

        assertEquals("invalid option -- '-'", wrong.get(0));
        assertEquals("invalid option -- ':'", wrong.get(2));
        assertEquals("option requires an argument -- 'p'", wrong.get(3));
    }

    @Test
    void shouldReadNumbersAsTheOriginal() {
        assertEquals(7, Words.number(" 7x"));
        assertEquals(-5, Words.number("-5"));
        assertEquals(3, Words.number("+3"));
        assertEquals(0, Words.number("x7"));
        assertEquals(0, Words.number(""));
        assertEquals(1_410_065_407, Words.number("9999999999"));
    }
}
