package io.quorate.tree.acl;

import io.quorate.jute.Perms;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.Id;
import io.quorate.tree.AclList;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides what an access control list allows, and what lists may be stored (spec: client-protocol §6.6). Immutable.
 */
public final class AclPolicy {
    private static final String WORLD = "world";
    private static final String ANYONE = "anyone";
    private static final String AUTH = "auth";
    private static final String SUPER = "super";

    private final AuthProviders providers;
    private final boolean skipAcl;

    /**
     * @param skipAcl whether every check passes ({@code zookeeper.skipACL}); what may be stored is checked all the same
     */
    public AclPolicy(AuthProviders providers, boolean skipAcl) {
        this.providers = providers;
        this.skipAcl = skipAcl;
    }

    /** The schemes that this policy knows. */
    public AuthProviders providers() {
        return providers;
    }

    /**
     * Whether a connection with these ids has at least one of the permissions.
     *
     * @param perms bits of {@link Perms}; any of them suffices
     */
    public boolean allows(AclList acl, int perms, List<Id> ids) {
        if (acl.isOpen() || skipAcl || acl.entries().isEmpty()) {
            return true;
        }
        if (isSuper(ids)) {
            return true;
        }
        for (Acl entry : acl.entries()) {
            if ((entry.perms() & perms) != 0 && grantedTo(entry.id(), ids)) {
                return true;
            }
        }
        return false;
    }

    /** Whether these ids pass every check. */
    public boolean allowsEverything(List<Id> ids) {
        return skipAcl || isSuper(ids);
    }

    /**
     * The list to store for one that a connection with these ids sent, or null if it may not be stored: without duplicates,
     * and with {@code auth} replaced by the ids it stands for.
     */
    public AclList fixUp(List<Acl> requested, List<Id> ids) {
        if (requested == null || requested.isEmpty()) {
            return null;
        }
        if (requested.size() == 1 && requested.equals(AclList.OPEN.entries())) {
            return AclList.OPEN;
        }
        Set<Acl> distinct = new LinkedHashSet<>(requested);
        List<Acl> fixed = new ArrayList<>(distinct.size());
        for (Acl entry : distinct) {
            if (!addFixed(entry, ids, fixed)) {
                return null;
            }
        }
        return AclList.of(fixed);
    }

    /** What getACL shows to somebody without ADMIN: the list without the hashes of digest ids. */
    public static List<Acl> masked(AclList acl) {
        List<Acl> masked = new ArrayList<>(acl.entries().size());
        for (Acl entry : acl.entries()) {
            Id id = entry.id();
            masked.add(
                    DigestAuthProvider.SCHEME.equals(id.scheme())
                            ? new Acl(entry.perms(), new Id(id.scheme(), DigestAuthProvider.user(id.id()) + ":x"))
                            : entry);
        }
        return masked;
    }

    private boolean grantedTo(Id granted, List<Id> ids) {
        if (WORLD.equals(granted.scheme()) && ANYONE.equals(granted.id())) {
            return true;
        }
        AuthProvider provider = providers.find(granted.scheme());
        if (provider == null || granted.id() == null) {
            return false;
        }
        for (Id id : ids) {
            if (granted.scheme().equals(id.scheme()) && provider.matches(id.id(), granted.id())) {
                return true;
            }
        }
        return false;
    }

    private boolean addFixed(Acl entry, List<Id> ids, List<Acl> fixed) {
        String scheme = entry.id().scheme();
        String expression = entry.id().id();
        if (WORLD.equals(scheme) && ANYONE.equals(expression)) {
            fixed.add(entry);
            return true;
        }
        if (AUTH.equals(scheme)) {
            return addAuthenticated(entry.perms(), ids, fixed);
        }
        AuthProvider provider = providers.find(scheme);
        if (provider == null || expression == null || !provider.isValid(expression)) {
            return false;
        }
        fixed.add(entry);
        return true;
    }

    private boolean addAuthenticated(int perms, List<Id> ids, List<Acl> fixed) {
        int before = fixed.size();
        for (Id id : ids) {
            if (providers.isAuthenticated(id)) {
                fixed.add(new Acl(perms, id));
            }
        }
        return fixed.size() > before;
    }

    private static boolean isSuper(List<Id> ids) {
        for (Id id : ids) {
            if (SUPER.equals(id.scheme())) {
                return true;
            }
        }
        return false;
    }
}
