package io.quorate.tree.request;

import io.quorate.jute.ErrorCode;
import io.quorate.tree.DataNode;
import io.quorate.tree.DataTree;
import io.quorate.tree.Quota;
import io.quorate.tree.QuotaUsage;

/**
 * What quotas refuse: above all what is beyond their hard limits (spec: client-protocol §6.8). They are held against what the tree holds with all proposed
 * transactions, while Apache servers look at the applied ones only, so that a burst of writes passes them.
 */
final class QuotaRules {
    private final boolean enforced;

    QuotaRules(boolean enforced) {
        this.enforced = enforced;
    }

    ErrorCode checkCreate(DataTree tree, String path, byte[] data) {
        return enforced ? check(tree.quotaFor(path), 1, lengthOf(data)) : ErrorCode.OK;
    }

    ErrorCode checkSetData(DataTree tree, String path, DataNode node, byte[] data) {
        if (!QuotaUsage.mayBeSet(path, data)) {
            return ErrorCode.BAD_ARGUMENTS;
        }
        return enforced ? check(tree.quotaFor(path), 0, lengthOf(data) - node.dataLength()) : ErrorCode.OK;
    }

    private static ErrorCode check(Quota quota, int moreNodes, int moreBytes) {
        if (quota == null) {
            return ErrorCode.OK;
        }
        boolean countFits = moreNodes == 0
                || fits(quota.usage().count() + moreNodes, quota.limits().countHard());
        boolean bytesFit = moreBytes == 0
                || fits(quota.usage().bytes() + moreBytes, quota.limits().bytesHard());
        return countFits && bytesFit ? ErrorCode.OK : ErrorCode.QUOTA_EXCEEDED;
    }

    private static boolean fits(long value, long limit) {
        return limit < 0 || value <= limit;
    }

    private static int lengthOf(byte[] data) {
        return data == null ? 0 : data.length;
    }
}
