package org.hadirector.director.golden;

import java.util.ArrayList;
import java.util.List;

/** The differences between two sequences of lines, by their longest common subsequence. */
final class Alignment {
    /** A line of one side that the other does not have there; that side's text is empty. */
    record Unequal(String wanted, String got) {}

    private Alignment() {}

    static List<Unequal> of(List<String> wanted, List<String> got) {
        int[][] common = new int[wanted.size() + 1][got.size() + 1];
        for (int i = wanted.size() - 1; i >= 0; i--) {
            for (int j = got.size() - 1; j >= 0; j--) {
                common[i][j] = wanted.get(i).equals(got.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<Unequal> unequal = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < wanted.size() || j < got.size()) {
            if (i < wanted.size() && j < got.size() && wanted.get(i).equals(got.get(j))) {
                i++;
                j++;
            } else if (j == got.size() || i < wanted.size() && common[i + 1][j] >= common[i][j + 1]) {
                unequal.add(new Unequal(wanted.get(i++), ""));
            } else {
                unequal.add(new Unequal("", got.get(j++)));
            }
        }
        return unequal;
    }
}
