package io.quorate.cli.files;

import io.quorate.cli.files.SizeTree.Size;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Says where two trees differ, in the words of Apache's comparer. */
final class SizeComparison {
    private final SizeTree left;
    private final SizeTree right;
    private final Limits limits;
    private final boolean debug;
    private final boolean filteredShown;
    private final Consumer<String> out;

    /** What is worth a line: a difference of more than this. */
    record Limits(long bytes, int nodes) {
        boolean exceeded(long deltaBytes, long deltaNodes) {
            return Math.abs(deltaBytes) > bytes || Math.abs(deltaNodes) > nodes;
        }
    }

    /** @param interactive whether also small differences are told of, as with {@code debug} */
    SizeComparison(
            SizeTree left, SizeTree right, Limits limits, boolean debug, boolean interactive, Consumer<String> out) {
        this.left = left;
        this.right = right;
        this.limits = limits;
        this.debug = debug;
        this.filteredShown = debug || interactive;
        this.out = out;
    }

    int depths() {
        return Math.max(left.depths(), right.depths());
    }

    void layer(int depth) {
        out.accept("Analysis for depth " + depth);
        compare(left.layer(depth), right.layer(depth));
    }

    void below(String path) {
        out.accept("Analysis for node " + path);
        SortedMap<String, Size> ofLeft = left.children(path);
        SortedMap<String, Size> ofRight = right.children(path);
        if (ofLeft == null && ofRight == null) {
            out.accept("There is no node " + path + " in either tree.");
        }
        compare(ofLeft == null ? new TreeMap<>() : ofLeft, ofRight == null ? new TreeMap<>() : ofRight);
    }

    private void compare(SortedMap<String, Size> ofLeft, SortedMap<String, Size> ofRight) {
        TreeSet<String> paths = new TreeSet<>(ofLeft.keySet());
        paths.addAll(ofRight.keySet());
        for (String path : paths) {
            Size inLeft = ofLeft.get(path);
            Size inRight = ofRight.get(path);
            if (debug) {
                out.accept("Comparing " + path + ": "
                        + (inLeft == null ? "only right" : inRight == null ? "only left" : "both"));
            }
            if (inLeft == null) {
                onlyIn("right", path, inRight);
            } else if (inRight == null) {
                onlyIn("left", path, inLeft);
            } else {
                inBoth(path, inLeft, inRight);
            }
        }
    }

    private void onlyIn(String side, String path, Size size) {
        if (limits.exceeded(size.bytes(), size.descendants())) {
            out.accept("Node " + path + " found only in " + side + " tree. Descendant size: " + size.bytes()
                    + ". Descendant count: " + size.descendants());
        } else if (filteredShown) {
            out.accept("Filtered " + side + " node " + path + " of size " + size.bytes());
        }
    }

    private void inBoth(String path, Size inLeft, Size inRight) {
        long deltaBytes = inRight.bytes() - inLeft.bytes();
        long deltaNodes = (long) inRight.descendants() - inLeft.descendants();
        if (limits.exceeded(deltaBytes, deltaNodes)) {
            out.accept("Node " + path + " found in both trees. Delta: " + deltaBytes + " bytes, " + deltaNodes
                    + " descendants");
        } else if (filteredShown) {
            out.accept("Filtered node " + path + " of left size " + inLeft.bytes() + ", right size " + inRight.bytes());
        }
    }
}
