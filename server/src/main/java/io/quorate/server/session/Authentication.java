package io.quorate.server.session;

import io.quorate.jute.JuteReader;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.proto.AuthRequest;
import io.quorate.jute.proto.Id;
import io.quorate.tree.acl.AuthProviders;
import java.util.List;
import java.util.Set;

/** Who clients are, and whether that is enough to be served (spec: client-protocol §9). */
final class Authentication {
    private final AuthProviders providers;
    private final Set<String> requiredSchemes;

    /** @param requiredSchemes a client needs an identity of one of these; empty if it needs none */
    Authentication(AuthProviders providers, Set<String> requiredSchemes) {
        this.providers = providers;
        this.requiredSchemes = requiredSchemes;
    }

    boolean isEnough(ClientSession session) {
        if (requiredSchemes.isEmpty()) {
            return true;
        }
        for (Id id : session.authIds) {
            if (requiredSchemes.contains(id.scheme())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Gives a connection the identities that it has proved.
     *
     * @param frame the record of an auth request
     * @return false if it has not proved any, or the record does not parse
     */
    boolean add(ClientSession session, JuteReader frame) {
        List<Id> added = null;
        try {
            added = providers.authenticate(session, AuthRequest.read(frame)).orElse(null);
        } catch (MalformedRecordException e) {
            session.sink.malformed("auth: " + e.getMessage());
        }
        if (added != null) {
            session.authIds = AuthProviders.merge(session.authIds, added);
        }
        return added != null;
    }
}
