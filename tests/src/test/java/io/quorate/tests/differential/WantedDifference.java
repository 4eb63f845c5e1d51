package io.quorate.tests.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What our server does otherwise than Apache's on purpose, where the comparison can meet it. Every name here stands in
 * {@code docs/divergence.md} with its reason. What must never be sent to Apache, or cannot show in the comparison, is in
 * {@link DivergenceTest} alone.
 */
enum WantedDifference {
    /** deleteContainer is the server's own: clients get NoAuth. */
    DELETE_CONTAINER_REFUSED {
        @Override
        boolean explains(Step step, String judge, String ours) {
            return step.toString().contains("deleteContainer")
                    && ours.replace("err -102", "").equals(judge.replaceAll("err -(8|101|103|111)\\b", ""));
        }

        @Override
        String documentedAs() {
            return "delete-container-by-clients";
        }
    };

    /** Its name in the document. */
    abstract String documentedAs();

    /** Whether this is why a line differs. */
    abstract boolean explains(Step step, String judge, String ours);

    /** The reasons why all the lines of a step differ; empty if one differs without a reason. */
    static Optional<List<WantedDifference>> explain(Step step, List<String> judge, List<String> ours) {
        if (judge.size() != ours.size()) {
            return Optional.empty();
        }
        List<WantedDifference> reasons = new ArrayList<>();
        for (int line = 0; line < judge.size(); line++) {
            String expected = judge.get(line);
            String found = ours.get(line);
            if (!expected.equals(found)) {
                Optional<WantedDifference> reason = List.of(values()).stream()
                        .filter(each -> each.explains(step, expected, found))
                        .findFirst();
                if (reason.isEmpty()) {
                    return Optional.empty();
                }
                reasons.add(reason.get());
            }
        }
        return Optional.of(reasons);
    }
}
