package io.quorate.server.admin;

import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.AuthRequest;
import io.quorate.jute.proto.Id;
import io.quorate.tree.AclList;
import io.quorate.tree.DataTree;
import io.quorate.tree.acl.AclPolicy;
import io.quorate.tree.acl.AuthProviders;
import io.quorate.tree.acl.IpAuthProvider;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whom the commands obey that hand out all data: the super user, and those to whom the ACL of the root gives all permissions <em>by
 * name</em>. With Apache, that everybody may do anything to the root makes anybody with an invented password an administrator
 * (features.md §6.4, CVE-2025-58457): here neither {@code world:anyone} counts nor an address, nor {@code skipACL}. Safe on any
 * thread.
 */
public final class AdminAccess {
    private static final String WORLD = "world";

    private final AuthProviders providers;
    /** Which never skips anything. */
    private final AclPolicy policy;

    /** What came out. */
    enum Verdict {
        NOTHING_SAID,
        NOT_AUTHENTICATED,
        NOT_AUTHORIZED,
        GRANTED
    }

    /** Access with these schemes. */
    public AdminAccess(AuthProviders providers) {
        this.providers = providers;
        this.policy = new AclPolicy(providers, false);
    }

    /**
     * Judges the header of a request.
     *
     * @param authorization scheme, blank and what the scheme wants; null if there was none
     * @param address who asks, as text
     */
    Verdict judge(String authorization, String address, DataTree tree) {
        if (authorization == null || authorization.isBlank()) {
            return Verdict.NOTHING_SAID;
        }
        int blank = authorization.indexOf(' ');
        if (blank < 0) {
            return Verdict.NOT_AUTHENTICATED;
        }
        AuthRequest claim = new AuthRequest(
                0,
                authorization.substring(0, blank),
                authorization.substring(blank + 1).getBytes(StandardCharsets.UTF_8));
        Optional<List<Id>> ids = providers.authenticate(() -> address, claim);
        if (ids.isEmpty() || ids.get().isEmpty()) {
            return Verdict.NOT_AUTHENTICATED;
        }
        return isAdmin(ids.get(), tree.find("/").acl()) ? Verdict.GRANTED : Verdict.NOT_AUTHORIZED;
    }

    private boolean isAdmin(List<Id> ids, AclList root) {
        if (policy.allowsEverything(ids)) {
            return true;
        }
        List<Acl> named = new ArrayList<>();
        for (Acl entry : root.entries()) {
            if (!entry.id().scheme().equals(WORLD) && !entry.id().scheme().equals(IpAuthProvider.SCHEME)) {
                named.add(entry);
            }
        }
        if (named.isEmpty()) {
            return false;
        }
        AclList acl = AclList.of(named);
        for (int perm = 1; perm < Acl.OPEN.get(0).perms(); perm <<= 1) {
            if (!policy.allows(acl, perm, ids)) {
                return false;
            }
        }
        return true;
    }
}
