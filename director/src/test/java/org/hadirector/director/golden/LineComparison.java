package org.hadirector.director.golden;

import java.util.ArrayList;
import java.util.List;

/** Two lists of lines: what has no partner in the other, in order. */
final class LineComparison {
    private LineComparison() {}

    /** Each a pair, wanted and got; one of them is empty. */
    static List<String[]> of(List<String> wanted, List<String> got) {
        int[][] common = new int[wanted.size() + 1][got.size() + 1];
        for (int i = wanted.size() - 1; i >= 0; i--) {
            for (int j = got.size() - 1; j >= 0; j--) {
                common[i][j] = wanted.get(i).equals(got.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<String[]> differences = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < wanted.size() || j < got.size()) {
            if (i < wanted.size() && j < got.size() && wanted.get(i).equals(got.get(j))) {
                i++;
                j++;
            } else if (j >= got.size() || i < wanted.size() && common[i + 1][j] >= common[i][j + 1]) {
                differences.add(new String[] {wanted.get(i++), ""});
            } else {
                differences.add(new String[] {"", got.get(j++)});
            }
        }
        return differences;
    }
}
