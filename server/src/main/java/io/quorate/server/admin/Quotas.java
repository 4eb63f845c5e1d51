package io.quorate.server.admin;

import static io.quorate.server.meter.Measurement.gauge;

import io.quorate.server.meter.Measurement;
import io.quorate.tree.DataTree;
import io.quorate.tree.Quota;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Limits and usage of quotas, summed up by the first name of their paths, as Apache's monitors have them. */
final class Quotas {
    private Quotas() {}

    static void add(DataTree tree, List<Measurement> all) {
        Map<String, Long> values = new LinkedHashMap<>();
        for (Quota quota : tree.quotas()) {
            String key = firstName(quota.path());
            long count = limit(quota.limits().countHard(), quota.limits().count());
            long bytes = limit(quota.limits().bytesHard(), quota.limits().bytes());
            sum(values, key, "quota_count_limit_per_namespace", count);
            sum(values, key, "quota_bytes_limit_per_namespace", bytes);
            sum(values, key, "quota_count_usage_per_namespace", quota.usage().count());
            sum(values, key, "quota_bytes_usage_per_namespace", quota.usage().bytes());
        }
        values.forEach((name, value) -> {
            int slash = name.indexOf('/');
            all.add(gauge(name.substring(0, slash), name.substring(slash + 1), value));
        });
    }

    private static long limit(long hard, long soft) {
        return hard > -1 ? hard : soft;
    }

    private static void sum(Map<String, Long> values, String key, String name, long value) {
        if (value > -1) {
            values.merge(name + "/" + key, value, Long::sum);
        }
    }

    static String firstName(String path) {
        int end = path.indexOf('/', 1);
        return end < 0 ? path.substring(1) : path.substring(1, end);
    }
}
