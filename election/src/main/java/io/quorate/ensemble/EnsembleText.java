package io.quorate.ensemble;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads config text, line by line. */
final class EnsembleText {
    private static final String VERSION = "version=";

    private final List<QuorumServer> members = new ArrayList<>();
    private final Map<Long, List<Long>> groups = new TreeMap<>();
    private final Map<Long, Long> weights = new TreeMap<>();
    private long version;

    private EnsembleText() {}

    static Ensemble parse(String text) {
        EnsembleText reader = new EnsembleText();
        reader.readAll(text.lines().toList());
        return reader.result();
    }

    static long versionOf(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(VERSION))
                .mapToLong(line -> parseVersion(line.substring(VERSION.length())))
                .max()
                .orElse(0);
    }

    /** A member as {@code server.N=<text>}. */
    static QuorumServer parseMember(String line) {
        int equals = line.indexOf('=');
        if (equals < 0 || !line.startsWith("server.")) {
            throw new MalformedEnsembleException("'" + line + "' (expected: server.N=...)");
        }
        long sid = parseNumber(
                "server.N", line.substring("server.".length(), equals).strip());
        return QuorumServer.parse(sid, line.substring(equals + 1).strip());
    }

    /** A number without a sign. */
    static long parseNumber(String what, String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new MalformedEnsembleException(what + ": '" + text + "' (expected: a number, 0 or more)");
        }
        return Long.parseLong(text);
    }

    private void readAll(List<String> lines) {
        Map<String, String> seen = new LinkedHashMap<>();
        for (String each : lines) {
            String line = each.strip();
            if (line.isEmpty()) {
                continue;
            }
            int equals = line.indexOf('=');
            String key = equals < 0 ? line : line.substring(0, equals).strip();
            if (seen.put(key, line) != null) {
                throw new MalformedEnsembleException(key + ": given twice (expected: once)");
            }
            read(line, key, equals < 0 ? "" : line.substring(equals + 1).strip());
        }
    }

    private void read(String line, String key, String value) {
        if (key.startsWith("server.")) {
            members.add(parseMember(line));
        } else if (key.startsWith("group.")) {
            groups.put(parseNumber("group.N", key.substring("group.".length())), parseSids(key, value));
        } else if (key.startsWith("weight.")) {
            weights.put(parseNumber("weight.N", key.substring("weight.".length())), parseNumber(key, value));
        } else if (key.equals("version")) {
            version = parseVersion(value);
        } else {
            throw new MalformedEnsembleException("'" + line + "' (expected: server.N, group.N, weight.N or version)");
        }
    }

    private static List<Long> parseSids(String key, String value) {
        List<Long> sids = new ArrayList<>();
        for (String sid : value.split(":", -1)) {
            sids.add(parseNumber(key, sid.strip()));
        }
        return sids;
    }

    private static long parseVersion(String text) {
        if (!text.strip().matches("-?[0-9a-fA-F]{1,15}|-?[0-7][0-9a-fA-F]{15}")) {
            throw new MalformedEnsembleException("version: '" + text + "' (expected: a zxid in hex)");
        }
        return Long.parseLong(text.strip(), 16);
    }

    private Ensemble result() {
        return groups.isEmpty() && weights.isEmpty()
                ? Ensemble.of(version, members)
                : Ensemble.hierarchical(version, members, groups, weights);
    }
}
