package io.quorate.cli;

import io.quorate.jute.proto.Stat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The block of lines in which the shell shows a stat. */
final class StatText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss zzz yyyy", Locale.US);

    private StatText() {}

    static String format(Stat stat) {
        return format(stat, ZoneId.systemDefault());
    }

    static String format(Stat stat, ZoneId zone) {
        return String.join(
                "\n",
                "cZxid = " + hex(stat.czxid()),
                "ctime = " + time(stat.ctime(), zone),
                "mZxid = " + hex(stat.mzxid()),
                "mtime = " + time(stat.mtime(), zone),
                "pZxid = " + hex(stat.pzxid()),
                "cversion = " + stat.cversion(),
                "dataVersion = " + stat.version(),
                "aclVersion = " + stat.aversion(),
                "ephemeralOwner = " + hex(stat.ephemeralOwner()),
                "dataLength = " + stat.dataLength(),
                "numChildren = " + stat.numChildren());
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    private static String time(long millis, ZoneId zone) {
        return TIME.format(ZonedDateTime.ofInstant(Instant.ofEpochMilli(millis), zone));
    }
}
