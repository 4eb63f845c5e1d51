package io.quorate.txnlog.sim;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * The contents of one simulated file, twice: as programs see it and as it is on the medium. Pages that were never
 * written are absent and read as zeros. The two share a page until it is written to.
 */
final class SimInode {
    static final int PAGE = 4096;

    /** A medium writes whole sectors or nothing of them. */
    static final int SECTOR = 512;

    private static final int SECTORS_PER_PAGE = PAGE / SECTOR;

    private final Map<Integer, byte[]> seen = new HashMap<>();
    private final Map<Integer, byte[]> durable = new HashMap<>();
    private final BitSet dirtySectors = new BitSet();
    private long size;
    private long lowestCut = Long.MAX_VALUE;
    private long durableSize;

    long size() {
        return size;
    }

    int pages() {
        return seen.size();
    }

    /** How many pages a write of this extent would add. */
    int missingPages(long position, int length) {
        int missing = 0;
        for (int page = page(position); page <= page(position + length - 1); page++) {
            missing += seen.containsKey(page) ? 0 : 1;
        }
        return missing;
    }

    int read(ByteBuffer into, long position) {
        if (position >= size) {
            return -1;
        }
        int count = (int) Math.min(into.remaining(), size - position);
        for (int done = 0; done < count; ) {
            int at = offset(position + done);
            int part = Math.min(count - done, PAGE - at);
            byte[] page = seen.get(page(position + done));
            into.put(page == null ? new byte[part] : Arrays.copyOfRange(page, at, at + part));
            done += part;
        }
        return count;
    }

    void write(ByteBuffer from, int count, long position) {
        for (int done = 0; done < count; ) {
            int at = offset(position + done);
            int part = Math.min(count - done, PAGE - at);
            from.get(writablePage(page(position + done)), at, part);
            done += part;
        }
        if (count > 0) {
            dirtySectors.set(sector(position), sector(position + count - 1) + 1);
        }
        size = Math.max(size, position + count);
    }

    void truncate(long newSize) {
        if (newSize >= size) {
            return;
        }
        zeroFrom(newSize);
        lowestCut = Math.min(lowestCut, newSize);
        size = newSize;
    }

    /** Makes everything durable. */
    void force() {
        keepCut();
        keepDirty(sector -> true);
        durableSize = size;
        settled();
    }

    /** A force that failed: any part is durable, and the system believes that all of it is. */
    void forceInVain(SplittableRandom random) {
        keepPart(random, sector -> random.nextBoolean());
    }

    /** Forgets what a power cut at this moment forgets. */
    void crash(SplittableRandom random) {
        int mode = random.nextInt(4);
        Map<Integer, Boolean> pages = new HashMap<>();
        keepPart(random, sector -> switch (mode) {
            case 0 -> false;
            case 1 -> true;
            case 2 -> pages.computeIfAbsent(sector / SECTORS_PER_PAGE, page -> random.nextBoolean());
            default -> random.nextBoolean();
        });
        size = durableSize;
        seen.clear();
        seen.putAll(durable);
        zeroFrom(size);
        durable.clear();
        durable.putAll(seen);
    }

    private void keepPart(SplittableRandom random, SectorChoice choice) {
        if (lowestCut < durableSize) {
            if (random.nextBoolean()) {
                keepCut();
            } else {
                dirtySectors.clear(sector(lowestCut), Math.max(dirtySectors.length(), sector(lowestCut)));
            }
        }
        keepDirty(choice);
        if (size > durableSize) {
            durableSize = random.nextBoolean() ? size : random.nextLong(durableSize, size + 1);
        }
        settled();
    }

    private void settled() {
        lowestCut = Long.MAX_VALUE;
        dirtySectors.clear();
    }

    /** Makes the deepest cut since the last force durable. */
    private void keepCut() {
        if (lowestCut >= durableSize) {
            return;
        }
        int last = page(lowestCut);
        durable.keySet().removeIf(page -> page > last);
        byte[] page = durable.get(last);
        if (page != null) {
            byte[] cut = page.clone();
            Arrays.fill(cut, offset(lowestCut), PAGE, (byte) 0);
            durable.put(last, cut);
        }
        durableSize = lowestCut;
    }

    private void zeroFrom(long position) {
        int last = page(position);
        seen.keySet().removeIf(page -> page > last);
        if (seen.containsKey(last)) {
            Arrays.fill(writablePage(last), offset(position), PAGE, (byte) 0);
        }
    }

    private interface SectorChoice {
        boolean keep(int sector);
    }

    private void keepDirty(SectorChoice choice) {
        // In order, so that a seed always makes the same choices.
        for (int sector : new TreeSet<>(dirtySectors.stream().boxed().toList())) {
            if (choice.keep(sector)) {
                keep(sector);
            }
        }
    }

    private void keep(int sector) {
        int page = sector / SECTORS_PER_PAGE;
        int at = (sector % SECTORS_PER_PAGE) * SECTOR;
        byte[] source = seen.get(page);
        byte[] target = durable.get(page);
        if (source == target) {
            return;
        }
        byte[] merged = target == null ? new byte[PAGE] : target.clone();
        if (source == null) {
            Arrays.fill(merged, at, at + SECTOR, (byte) 0);
        } else {
            System.arraycopy(source, at, merged, at, SECTOR);
        }
        durable.put(page, merged);
    }

    private byte[] writablePage(int page) {
        byte[] bytes = seen.get(page);
        if (bytes == null || bytes == durable.get(page)) {
            bytes = bytes == null ? new byte[PAGE] : bytes.clone();
            seen.put(page, bytes);
        }
        return bytes;
    }

    private static int page(long position) {
        return (int) (position / PAGE);
    }

    private static int offset(long position) {
        return (int) (position % PAGE);
    }

    private static int sector(long position) {
        return (int) (position / SECTOR);
    }
}
