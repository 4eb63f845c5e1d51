package io.quorate.tree;

/** Copies of arrays with a small difference. */
final class ArrayOps {
    private ArrayOps() {}

    static Object[] replaced(Object[] array, int at, Object value) {
        Object[] copy = array.clone();
        copy[at] = value;
        return copy;
    }

    static Object[] inserted(Object[] array, int at, Object value) {
        Object[] copy = new Object[array.length + 1];
        System.arraycopy(array, 0, copy, 0, at);
        copy[at] = value;
        System.arraycopy(array, at, copy, at + 1, array.length - at);
        return copy;
    }

    static Object[] removed(Object[] array, int at) {
        Object[] copy = new Object[array.length - 1];
        System.arraycopy(array, 0, copy, 0, at);
        System.arraycopy(array, at + 1, copy, at, copy.length - at);
        return copy;
    }
}
