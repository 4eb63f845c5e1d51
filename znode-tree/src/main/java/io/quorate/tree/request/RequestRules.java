package io.quorate.tree.request;

import io.quorate.tree.TreeOptions;
import io.quorate.tree.acl.AclPolicy;
import io.quorate.tree.acl.AuthProviders;

/**
 * The settings that decide what requests may do.
 *
 * @param tree how trees interpret transactions; the same as that of the trees requests are prepared on
 * @param acl who may do what
 * @param enforceQuota whether the hard limits of quotas refuse requests ({@code zookeeper.enforceQuota})
 * @param closeSessionTxnEnabled whether a closeSession transaction names the ephemerals it deletes ({@code
 *     zookeeper.closeSessionTxn.enabled}); to be switched off only beside servers older than 3.6
 * @param reconfigEnabled whether reconfig is not refused at once ({@code reconfigEnabled})
 */
public record RequestRules(
        TreeOptions tree,
        AclPolicy acl,
        boolean enforceQuota,
        boolean closeSessionTxnEnabled,
        boolean reconfigEnabled) {

    /** What a server uses when nothing is configured. */
    public static final RequestRules DEFAULT =
            new RequestRules(TreeOptions.DEFAULT, new AclPolicy(AuthProviders.standard(), false), false, true, false);
}
