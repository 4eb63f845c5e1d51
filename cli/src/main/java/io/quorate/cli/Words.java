package io.quorate.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits a line into words at blanks; quotes of either kind hold a word together. */
final class Words {
    private static final Pattern WORD = Pattern.compile("\\s*(?:\"([^\"]*)\"|'([^']*)'|(\\S+))");

    private Words() {}

    static List<String> of(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.lookingAt()) {
            words.add(word(matcher));
            matcher.region(matcher.end(), line.length());
        }
        return words;
    }

    private static String word(Matcher matcher) {
        for (int group = 1; group < matcher.groupCount(); group++) {
            if (matcher.group(group) != null) {
                return matcher.group(group);
            }
        }
        return matcher.group(matcher.groupCount());
    }
}
