package io.quorate.watch;

import java.util.Arrays;

/**
 * Objects by small numbers: each added one gets the most recently freed number, or the next new one. So numbers stay
 * dense, and the same sequence of calls always gives the same ones.
 */
final class SlotList<T> {
    private Object[] slots = new Object[8];
    private int[] free = new int[8];
    private int freeCount;
    private int end;

    /** Adds an object and returns its number. */
    int add(T element) {
        int id;
        if (freeCount > 0) {
            id = free[--freeCount];
        } else {
            if (end == slots.length) {
                slots = Arrays.copyOf(slots, end * 2);
            }
            id = end++;
        }
        slots[id] = element;
        return id;
    }

    /** The object with this number, or null if the number is free. */
    @SuppressWarnings("unchecked")
    T get(int id) {
        return (T) slots[id];
    }

    /** Frees a number in use. */
    void remove(int id) {
        slots[id] = null;
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, freeCount * 2);
        }
        free[freeCount++] = id;
        if (freeCount == end) {
            clear();
        }
    }

    /** All numbers in use are below this. */
    int end() {
        return end;
    }

    private void clear() {
        end = 0;
        freeCount = 0;
        if (slots.length > 1024) {
            slots = new Object[8];
            free = new int[8];
        }
    }
}
