package io.quorate.sasl;

import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.spi.LoginModule;

/**
 * The login module to name in a JAAS file for DIGEST-MD5: {@code username} and {@code password} say who a client is, {@code
 * user_NAME="password"} whom a server lets in. Apache's configurations name {@code
 * org.apache.zookeeper.server.auth.DigestLoginModule}, which is taken for this one. Used by one thread.
 */
public final class DigestLoginModule implements LoginModule {
    private Subject subject;
    private String username;
    private String password;

    @Override
    public void initialize(
            Subject owner, CallbackHandler callbacks, Map<String, ?> sharedState, Map<String, ?> options) {
        subject = owner;
        username = (String) options.get("username");
        password = (String) options.get("password");
    }

    @Override
    public boolean login() {
        return true;
    }

    @Override
    public boolean commit() {
        if (username != null) {
            subject.getPublicCredentials().add(username);
        }
        if (password != null) {
            subject.getPrivateCredentials().add(password);
        }
        return true;
    }

    @Override
    public boolean abort() {
        return logout();
    }

    @Override
    public boolean logout() {
        subject.getPublicCredentials().remove(username);
        subject.getPrivateCredentials().remove(password);
        return true;
    }
}
