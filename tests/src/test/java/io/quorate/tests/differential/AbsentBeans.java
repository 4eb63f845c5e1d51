package io.quorate.tests.differential;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The beans and attributes of Apache's server that ours does not have (docs/divergence.md). */
final class AbsentBeans {
    private static final Set<String> ATTRIBUTES = Set.of(
            "CommitProcMaxCommitBatchSize",
            "CommitProcMaxReadBatchSize",
            "FlushDelay",
            "MaxBatchSize",
            "MaxWriteQueuePollTime",
            "NonMTLSLocalConnCount",
            "NonMTLSRemoteConnCount",
            "PendingRevalidationCount",
            "PortUnification",
            "RequestThrottleStallTime",
            "ResponseCachingEnabled",
            "SecureClientAddress",
            "SecureClientPort",
            "SslQuorum",
            "Tick");

    /** Attributes of the server that is alone. */
    private static final List<String> OF_MEMBERS_ALONE =
            List.of("PendingRevalidationCount", "PortUnification", "SslQuorum", "Tick");

    private static final Set<String> MET = new TreeSet<>();

    private AbsentBeans() {}

    /** Takes what we do not have out of what the judge has. */
    static void remove(Map<String, Map<String, String>> beans) {
        beans.keySet().removeIf(name -> name.contains("Learner_Connections"));
        for (Map<String, String> values : beans.values()) {
            for (String absent : ATTRIBUTES) {
                if (values.remove(absent) != null) {
                    MET.add(absent);
                }
            }
        }
    }

    /** Those of the list that no bean had. */
    static Set<String> unused() {
        Set<String> unused = new TreeSet<>(ATTRIBUTES);
        unused.removeAll(MET);
        OF_MEMBERS_ALONE.forEach(unused::remove);
        return unused;
    }

    static Map<String, String> types(Map<String, String> values) {
        Map<String, String> types = new TreeMap<>();
        values.forEach((name, value) -> types.put(name, value.substring(0, value.indexOf(' '))));
        return types;
    }
}
