package io.quorate.tests.differential;

import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.Stat;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Protocol records as one line of text, for people and for comparison. What has no defined order is sorted: children,
 * ephemerals, the ids of a connection, and neighbouring ACL entries that one {@code auth} entry may have become.
 */
final class RecordText {
    private static final int BYTES_SHOWN = 48;

    private final Function<Stat, String> stats;

    private RecordText(Function<Stat, String> stats) {
        this.stats = stats;
    }

    /** For requests, which hold no stats. */
    static RecordText plain() {
        return new RecordText(Stat::toString);
    }

    /** For replies; the function writes stats. */
    static RecordText with(Function<Stat, String> stats) {
        return new RecordText(stats);
    }

    String of(Object value) {
        if (value == null) {
            return "null";
        } else if (value instanceof String text) {
            return quote(text);
        } else if (value instanceof byte[] bytes) {
            return bytes(bytes);
        } else if (value instanceof Stat stat) {
            return stats.apply(stat);
        } else if (value instanceof Id id) {
            return of(id.scheme()) + ":" + of(id.id());
        } else if (value instanceof Acl acl) {
            return acl.perms() + "/" + of(acl.id());
        } else if (value instanceof Op op) {
            return io.quorate.jute.OpCode.name(op.type()) + " " + of(op.request());
        } else if (value instanceof List<?> list) {
            return list.stream().map(this::of).collect(Collectors.joining(", ", "[", "]"));
        } else if (value instanceof Record record) {
            return components(record);
        }
        return value.toString();
    }

    private String components(Record record) {
        List<String> parts = new ArrayList<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            parts.add(component.getName() + "=" + component(component.getName(), value(record, component)));
        }
        return String.join(" ", parts);
    }

    private String component(String name, Object value) {
        if (!(value instanceof List<?> list)) {
            return of(value);
        }
        return switch (name) {
            case "children", "ephemerals", "clientInfo" -> sorted(list);
            case "acl" -> acl(list);
            default -> of(list);
        };
    }

    private String sorted(List<?> list) {
        return list.stream().map(this::of).sorted().collect(Collectors.joining(", ", "[", "]"));
    }

    /** Entries in their order, except runs of digest entries with the same permissions, which are sorted. */
    private String acl(List<?> list) {
        List<String> texts = new ArrayList<>();
        int runStart = 0;
        for (int at = 0; at < list.size(); at++) {
            if (at > 0 && !sameRun(list.get(at - 1), list.get(at))) {
                texts.subList(runStart, at).sort(Comparator.naturalOrder());
                runStart = at;
            }
            texts.add(of(list.get(at)));
        }
        texts.subList(runStart, texts.size()).sort(Comparator.naturalOrder());
        return texts.toString();
    }

    private static boolean sameRun(Object left, Object right) {
        return left instanceof Acl one
                && right instanceof Acl other
                && one.perms() == other.perms()
                && "digest".equals(one.id().scheme())
                && "digest".equals(other.id().scheme());
    }

    private static Object value(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    private static String bytes(byte[] bytes) {
        StringBuilder text = new StringBuilder("'");
        for (int at = 0; at < Math.min(bytes.length, BYTES_SHOWN); at++) {
            append(text, (char) (bytes[at] & 0xff));
        }
        if (bytes.length > BYTES_SHOWN) {
            text.append("...").append(bytes.length).append(" bytes, hash ").append(java.util.Arrays.hashCode(bytes));
        }
        return text.append('\'').toString();
    }

    static String quote(String value) {
        StringBuilder text = new StringBuilder("\"");
        int shown = Math.min(value.length(), 200);
        value.substring(0, shown).chars().forEach(unit -> append(text, (char) unit));
        if (shown < value.length()) {
            text.append("...").append(value.length()).append(" units, hash ").append(value.hashCode());
        }
        return text.append('"').toString();
    }

    private static void append(StringBuilder text, char unit) {
        if (unit >= ' ' && unit < 0x7f) {
            text.append(unit);
        } else {
            text.append(String.format("\\u%04x", (int) unit));
        }
    }
}
