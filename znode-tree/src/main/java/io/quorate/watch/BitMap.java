package io.quorate.watch;

/**
 * Small sets of bits by small numbers, four bytes each: {@code number << 4 | bits}, and never 0, because a number without
 * bits is not kept. Up to eight are an array that is searched through, more are a hash table with linear probing. This is
 * where the memory of a watch goes, so there are no objects per entry.
 */
class BitMap {
    static final int BITS = 4;
    static final int KEY_MAX = (1 << (31 - BITS)) - 1;

    private static final int LINEAR_MAX = 8;
    private static final int MASK = (1 << BITS) - 1;

    private int[] slots = new int[1];
    private int size;

    /** The number of a non-zero slot. */
    static int keyOf(int slot) {
        return slot >>> BITS;
    }

    /** The bits of a slot. */
    static int bitsOf(int slot) {
        return slot & MASK;
    }

    final int size() {
        return size;
    }

    /** How many slots {@link #slot} may be asked for. */
    final int slotCount() {
        return slots.length;
    }

    /** An entry as {@code number << 4 | bits}, or 0 for a slot without one. */
    final int slot(int index) {
        return slots[index];
    }

    /** The bits kept for a number, 0 if none. */
    final int get(int key) {
        int index = find(key);
        return index < 0 ? 0 : bitsOf(slots[index]);
    }

    /** Keeps these bits, at least one, for a number in the place of any others. */
    final void put(int key, int bits) {
        int index = find(key);
        if (index >= 0) {
            slots[index] = key << BITS | bits;
            return;
        }
        growIfFull();
        insert(key << BITS | bits);
        size++;
    }

    /** Forgets a number. */
    final void remove(int key) {
        int index = find(key);
        if (index < 0) {
            return;
        }
        size--;
        if (isHashed()) {
            closeGap(index);
            if (size <= slots.length / 8) {
                rehash(size <= LINEAR_MAX ? LINEAR_MAX : slots.length / 4);
            }
        } else {
            slots[index] = slots[size];
            slots[size] = 0;
        }
    }

    /** Takes the bits from all entries; forgets those that have none left. */
    final void clearBits(int bits) {
        int kept = 0;
        int[] old = slots;
        for (int i = 0; i < old.length; i++) {
            int slot = old[i] & ~bits;
            if (bitsOf(slot) == 0) {
                slot = 0;
            } else {
                kept++;
            }
            old[i] = slot;
        }
        if (kept != size) {
            size = kept;
            rehash(capacityFor(kept));
        }
    }

    private boolean isHashed() {
        return slots.length > LINEAR_MAX;
    }

    private int find(int key) {
        int[] table = slots;
        if (table.length <= LINEAR_MAX) {
            for (int i = 0; i < size; i++) {
                if (keyOf(table[i]) == key) {
                    return i;
                }
            }
            return -1;
        }
        int mask = table.length - 1;
        for (int i = home(key, mask); table[i] != 0; i = (i + 1) & mask) {
            if (keyOf(table[i]) == key) {
                return i;
            }
        }
        return -1;
    }

    private void insert(int slot) {
        int[] table = slots;
        if (table.length <= LINEAR_MAX) {
            table[size] = slot;
            return;
        }
        int mask = table.length - 1;
        int i = home(keyOf(slot), mask);
        while (table[i] != 0) {
            i = (i + 1) & mask;
        }
        table[i] = slot;
    }

    private void growIfFull() {
        boolean full = isHashed() ? size >= slots.length / 4 * 3 : size == slots.length;
        if (full) {
            rehash(slots.length * 2);
        }
    }

    private void rehash(int capacity) {
        int[] old = slots;
        slots = new int[capacity];
        int count = 0;
        for (int slot : old) {
            if (slot == 0) {
                continue;
            }
            if (capacity <= LINEAR_MAX) {
                slots[count++] = slot;
            } else {
                insert(slot);
            }
        }
    }

    /** Moves later entries of the probe sequence up, so that searches need no marks where something was removed. */
    private void closeGap(int start) {
        int[] table = slots;
        int mask = table.length - 1;
        int gap = start;
        for (int i = (gap + 1) & mask; table[i] != 0; i = (i + 1) & mask) {
            int home = home(keyOf(table[i]), mask);
            if (((i - home) & mask) >= ((i - gap) & mask)) {
                table[gap] = table[i];
                gap = i;
            }
        }
        table[gap] = 0;
    }

    private static int capacityFor(int size) {
        int capacity = 1;
        while (capacity < size) {
            capacity *= 2;
        }
        return capacity > LINEAR_MAX && size > capacity / 4 * 3 ? capacity * 2 : capacity;
    }

    private static int home(int key, int mask) {
        int hash = key * 0x9E3779B9;
        return (hash ^ hash >>> 16) & mask;
    }
}
