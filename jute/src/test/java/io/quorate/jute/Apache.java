package io.quorate.jute;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.apache.jute.BinaryInputArchive;
import org.apache.jute.BinaryOutputArchive;
import org.apache.jute.Record;

/** The judge: the released classes' encoding, and what they make of ours. */
public final class Apache {
    private Apache() {}

    /** The encoding of records, one after the other. */
    public static byte[] encode(Record... records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryOutputArchive archive = BinaryOutputArchive.getArchive(out);
        try {
            for (Record each : records) {
                each.serialize(archive, "record");
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    /** A record of the class, decoded from all of the bytes. */
    public static Record decode(Class<? extends Record> type, byte[] bytes) {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        try {
            Record record = type.getConstructor().newInstance();
            record.deserialize(BinaryInputArchive.getArchive(in), "record");
            if (in.available() > 0) {
                throw new AssertionError(type + " left " + in.available() + " bytes unread");
            }
            return record;
        } catch (ReflectiveOperationException | IOException e) {
            throw new AssertionError(type + " cannot be decoded", e);
        }
    }

    /** The string in bytes as the released reader understands it. */
    public static String decodeString(byte[] bytes) {
        try {
            return BinaryInputArchive.getArchive(new ByteArrayInputStream(bytes))
                    .readString("string");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public static byte[] encodeString(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            BinaryOutputArchive.getArchive(out).writeString(text, "string");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    /** The values of a record's fields in order, with nested records taken apart too, to compare with {@link #values(java.lang.Record)}. */
    public static List<Object> values(Record record) {
        return Arrays.stream(record.getClass().getDeclaredFields())
                .filter(each -> !Modifier.isStatic(each.getModifiers()))
                .map(each -> plain(get(each, record)))
                .toList();
    }

    /** The values of one of our records' components in order, with nested records taken apart too. */
    public static List<Object> values(java.lang.Record record) {
        return Arrays.stream(record.getClass().getDeclaredFields())
                .filter(each -> !Modifier.isStatic(each.getModifiers()))
                .map(each -> plain(get(each, record)))
                .toList();
    }

    private static Object get(Field field, Object of) {
        try {
            field.setAccessible(true);
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static Object plain(Object value) {
        if (value instanceof Record theirs) {
            return values(theirs);
        } else if (value instanceof java.lang.Record ours) {
            return values(ours);
        } else if (value instanceof List<?> list) {
            return list.stream().map(Apache::plain).toList();
        } else if (value instanceof byte[] bytes) {
            return "bytes " + Arrays.toString(bytes);
        }
        return String.valueOf(value);
    }
}
