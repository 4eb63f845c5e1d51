package io.quorate.tree.acl;

import io.quorate.jute.proto.AuthRequest;
import io.quorate.jute.proto.Id;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The authentication schemes of a server by name. Immutable. */
public final class AuthProviders {
    private static final AuthProviders NONE = new AuthProviders(Map.of());

    private final Map<String, AuthProvider> byScheme;

    private AuthProviders(Map<String, AuthProvider> byScheme) {
        this.byScheme = byScheme;
    }

    /** These providers; of two for one scheme the later counts. */
    public static AuthProviders of(AuthProvider... providers) {
        AuthProviders all = NONE;
        for (AuthProvider provider : providers) {
            all = all.with(provider);
        }
        return all;
    }

    /** Digest and ip, which every server has, in their default form. */
    public static AuthProviders standard() {
        return of(DigestAuthProvider.standard(), new IpAuthProvider());
    }

    /** These and one more, which takes the place of another of its scheme. */
    public AuthProviders with(AuthProvider provider) {
        Map<String, AuthProvider> more = new TreeMap<>(byScheme);
        more.put(provider.scheme(), provider);
        return new AuthProviders(Map.copyOf(more));
    }

    /** The provider of a scheme, or null. */
    public AuthProvider find(String scheme) {
        return scheme == null ? null : byScheme.get(scheme);
    }

    /**
     * What an auth packet adds to the ids of its connection; empty if its scheme is unknown or refuses it, which is
     * answered with -115 and the end of the connection (spec: client-protocol §9).
     */
    public Optional<List<Id>> authenticate(AuthPeer peer, AuthRequest packet) {
        AuthProvider provider = find(packet.scheme());
        return provider == null ? Optional.empty() : provider.authenticate(peer, packet.auth());
    }

    /** The ids of a connection with more of them; each is there once, in the order they came. */
    public static List<Id> merge(List<Id> ids, List<Id> added) {
        List<Id> merged = new ArrayList<>(ids);
        for (Id id : added) {
            if (!merged.contains(id)) {
                merged.add(id);
            }
        }
        return List.copyOf(merged);
    }

    /** The part of an id that whoAmI may show; null for one of a scheme without a provider, such as {@code super}. */
    public String userName(Id id) {
        AuthProvider provider = find(id.scheme());
        return provider == null ? null : provider.userName(id.id());
    }

    boolean isAuthenticated(Id id) {
        AuthProvider provider = find(id.scheme());
        return provider != null && provider.isAuthenticated();
    }
}
