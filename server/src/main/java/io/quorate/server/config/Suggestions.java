package io.quorate.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what a misspelt word was meant to be. */
final class Suggestions {
    private Suggestions() {}

    /** "Did you mean ...?", or null if nothing is near. */
    static String hint(String word, Collection<String> known) {
        return nearest(word, known).map(k -> "Did you mean " + k + "?").orElse(null);
    }

    /**
     * The known word that is the given one but for case, dots, dashes and underlines; else the nearest by edit
     * distance, if at most a quarter of its letters (at least one, at most three) differ.
     */
    static Optional<String> nearest(String word, Collection<String> known) {
        if (word.length() < 3) {
            return Optional.empty();
        }
        String bare = bare(word);
        return known.stream()
                .filter(k -> distance(bare, bare(k)) <= Math.min(3, Math.max(1, k.length() / 4)))
                .min(Comparator.comparingInt((String k) -> distance(bare, bare(k)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static String bare(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[._-]", "");
    }

    /** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : step(d, a, b, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(int[][] d, String a, String b, int i, int j) {
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(d[i - 1][j - 1] + same, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
            best = Math.min(best, d[i - 2][j - 2] + 1);
        }
        return best;
    }
}
