package io.quorate.sasl;

import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.RealmCallback;

/** What a mechanism asks the server in the course of one exchange. */
final class ServerCallbacks implements CallbackHandler {
    private final DigestUsers users;
    private final Authorizer authorizer;

    ServerCallbacks(DigestUsers users, Authorizer authorizer) {
        this.users = users;
        this.authorizer = authorizer;
    }

    @Override
    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
        String user = null;
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                user = name.getDefaultName();
                name.setName(user);
            } else if (callback instanceof PasswordCallback password) {
                String known = user == null ? null : users.password(user);
                if (known != null) {
                    password.setPassword(known.toCharArray());
                }
            } else if (callback instanceof RealmCallback realm) {
                realm.setText(realm.getDefaultText());
            } else if (callback instanceof AuthorizeCallback authorize) {
                authorize(authorize);
            } else {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }

    /** Nobody may act for somebody else. */
    private void authorize(AuthorizeCallback request) {
        String name = request.getAuthenticationID();
        String wanted = request.getAuthorizationID();
        boolean itself = wanted == null || wanted.isEmpty() || wanted.equals(name);
        String id = itself ? authorizer.authorize(name) : null;
        request.setAuthorized(id != null);
        request.setAuthorizedID(id);
    }
}
