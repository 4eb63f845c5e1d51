package io.quorate.txnlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.txn.TxnDigest;
import org.junit.jupiter.api.Test;

/** Spec: storage-format §3.2. */
class DigestCheckTest {
    private static final long RIGHT = 500;

    private static TxnDigest digest(long value) {
        return new TxnDigest(TxnDigest.VERSION, value);
    }

    private static SnapshotTrailers trailers(long zxid, long digest) {
        return SnapshotTrailers.NONE.withDigest(zxid, digest(digest));
    }

    private static DigestCheck check(long snapshotZxid, SnapshotTrailers trailers) {
        return new DigestCheck(true, snapshotZxid, RIGHT, trailers);
    }

    @Test
    void anExactSnapshotIsExactAtOnce() {
        DigestCheck check = check(10, trailers(10, RIGHT));
        assertThat(check.isExact()).isTrue();
        check.compare(digest(7), 11, 7);
        check.compare(digest(8), 12, 9);
        check.end();
        assertThat(check.compared()).isEqualTo(3);
        assertThat(check.mismatches()).isEqualTo(1);
        assertThat(check.firstMismatch()).isEqualTo("digest of transaction at zxid 0xc: 8, but the tree here has 9");
        assertThat(check.isWrongSnapshot()).isFalse();
    }

    @Test
    void nothingIsComparedWhileTheTreeIsFuzzy() {
        DigestCheck check = check(10, trailers(12, RIGHT));
        check.reached(11, 1);
        check.compare(digest(2), 11, 1);
        assertThat(check.isExact()).isFalse();
        assertThat(check.compared()).isZero();
        check.reached(12, RIGHT);
        assertThat(check.isExact()).isTrue();
        assertThat(check.mismatches()).isZero();
    }

    /** The trailers were written while the next transaction was half applied. */
    @Test
    void partsOfTheNextTransactionAreForgivenIfThatPutsThemRight() {
        for (long name : new long[] {10, 12}) {
            DigestCheck check = check(name, trailers(12, 1));
            check.reached(12, RIGHT);
            check.compare(digest(1), 12, RIGHT);
            assertThat(check.isExact()).isFalse();
            check.reached(13, 3);
            check.compare(digest(3), 13, 3);
            check.end();
            assertThat(check.isExact()).isTrue();
            assertThat(check.mismatches()).isZero();
            assertThat(check.isWrongSnapshot()).isFalse();
        }
    }

    @Test
    void aSnapshotThatStaysWrongIsWrongIfItClaimedToBeExact() {
        for (long name : new long[] {10, 12}) {
            DigestCheck check = check(name, trailers(12, 1));
            check.reached(12, RIGHT);
            check.compare(digest(2), 13, 3);
            check.end();
            assertThat(check.mismatches()).isEqualTo(2);
            assertThat(check.firstMismatch()).startsWith("snapshot's digest at zxid 0xc: 1");
            assertThat(check.isWrongSnapshot()).isEqualTo(name == 12);
        }
    }

    @Test
    void aSnapshotThatNothingPutsRightIsWrong() {
        DigestCheck check = check(10, trailers(12, 1));
        check.reached(12, RIGHT);
        check.end();
        assertThat(check.isWrongSnapshot()).isTrue();
        assertThat(check.mismatches()).isEqualTo(1);
    }

    @Test
    void withoutTrailersTheFirstRightDigestEndsTheFuzz() {
        DigestCheck check = check(10, SnapshotTrailers.NONE);
        check.reached(11, 1);
        check.compare(digest(2), 11, 1);
        assertThat(check.isExact()).isFalse();
        check.compare(digest(3), 12, 3);
        assertThat(check.isExact()).isTrue();
        check.compare(digest(4), 13, 5);
        check.end();
        assertThat(check.mismatches()).isEqualTo(1);
        assertThat(check.isWrongSnapshot()).isFalse();
    }

    @Test
    void withoutDigestsTheTrailersDecide() {
        SnapshotTrailers lastProcessed = SnapshotTrailers.NONE.withLastProcessed(12);
        DigestCheck off = new DigestCheck(false, 12, 0, lastProcessed);
        assertThat(off.isExact()).isTrue();
        off.compare(digest(3), 13, 0);
        off.end();
        assertThat(off.compared()).isZero();
        assertThat(off.isWrongSnapshot()).isFalse();

        DigestCheck fuzzy = new DigestCheck(false, 10, 0, lastProcessed);
        fuzzy.reached(12, 0);
        assertThat(fuzzy.isExact()).as("parts of 13 may be there").isFalse();
        fuzzy.reached(13, 0);
        assertThat(fuzzy.isExact()).isTrue();
    }

    @Test
    void digestsOfOtherVersionsAreNotCompared() {
        DigestCheck check = check(10, trailers(10, RIGHT));
        check.compare(new TxnDigest(1, 3), 11, 4);
        check.compare(null, 12, 4);
        assertThat(check.compared()).isEqualTo(1);
    }
}
