package io.quorate.server.session;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.AuthRequest;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.ReplyHeader;
import io.quorate.jute.proto.RequestHeader;
import io.quorate.jute.proto.SaslRequest;
import io.quorate.jute.proto.SaslResponse;
import io.quorate.server.meter.Count;
import io.quorate.tree.acl.AuthProviders;
import io.quorate.tree.acl.EnsembleAuthProvider;
import java.util.List;
import java.util.Set;

/** Who clients are, and whether that is enough to be served (spec: client-protocol §9). */
final class Authentication {
    private static final String SASL = "sasl";

    private final CommitProcessor loop;
    private final AuthProviders providers;
    private final Set<String> requiredSchemes;
    /** Null if SASL is not configured. */
    private final SaslGate sasl;

    /** @param requiredSchemes a client needs an identity of one of these; empty if it needs none */
    Authentication(CommitProcessor loop, AuthProviders providers, Set<String> requiredSchemes, SaslGate sasl) {
        this.loop = loop;
        this.providers = providers;
        this.requiredSchemes = requiredSchemes;
        this.sasl = sasl;
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

    /** Takes an auth or sasl request. */
    void onRequest(ClientSession session, RequestHeader header, JuteReader frame, long nowNanos) {
        if (header.type() == OpCode.SASL) {
            onSasl(session, header, frame, nowNanos);
            return;
        }
        AuthRequest request = read(session, frame);
        List<Id> added = request == null
                ? null
                : providers.authenticate(session, request).orElse(null);
        countEnsemble(request, added != null);
        if (added != null) {
            session.authIds = AuthProviders.merge(session.authIds, added);
            new ReplyHeader(header.xid(), 0, 0).write(session.sink.beginFrame());
            loop.answered(new Pending(session, header, null, nowNanos), 0, false, nowNanos);
        } else if (isEnsemble(request)) {
            // Without an answer, as Apache's: with one its client would give up instead of trying the next server.
            loop.close(session, "it means another ensemble");
        } else {
            loop.stats().authFailed();
            loop.refuse(session, header, ErrorCode.AUTH_FAILED, "its authentication failed");
        }
    }

    /** Null if it is no record. */
    private static AuthRequest read(ClientSession session, JuteReader frame) {
        try {
            return AuthRequest.read(frame);
        } catch (MalformedRecordException e) {
            session.sink.malformed("auth: " + e.getMessage());
            return null;
        }
    }

    private boolean isEnsemble(AuthRequest request) {
        return request != null
                && EnsembleAuthProvider.SCHEME.equals(request.scheme())
                && providers.find(request.scheme()) != null;
    }

    /** Whether clients know where they are: a wrong name of the ensemble is a client with a wrong address. */
    private void countEnsemble(AuthRequest request, boolean accepted) {
        if (isEnsemble(request)) {
            boolean silent = request.auth() == null || request.auth().length == 0;
            loop.stats()
                    .meters()
                    .add(silent ? Count.ENSEMBLE_SKIP : accepted ? Count.ENSEMBLE_SUCCESS : Count.ENSEMBLE_FAIL);
        }
    }

    /** Nothing more is read of the connection until the step is answered: what follows may need the identity. */
    private void onSasl(ClientSession session, RequestHeader header, JuteReader frame, long nowNanos) {
        if (sasl == null) {
            // A null token says that SASL is not configured (spec: client-protocol §9).
            answer(session, header, null, nowNanos);
            return;
        }
        byte[] token = SaslRequest.read(frame).token();
        if (session.sasl == null) {
            session.sasl = sasl.begin();
        }
        session.authenticating = true;
        session.sink.pauseReading();
        session.sasl.step(token, step -> onStep(session, header, step, nowNanos));
    }

    private void onStep(ClientSession session, RequestHeader header, SaslGate.Step step, long nowNanos) {
        session.authenticating = false;
        if (session.isSilent()) {
            return;
        }
        if (step.refusal() == null) {
            session.authIds = AuthProviders.merge(session.authIds, step.ids());
            answer(session, header, step.token(), nowNanos);
        } else {
            onRefusal(session, header, step.refusal(), nowNanos);
        }
        session.sink.resumeReading();
    }

    private void onRefusal(ClientSession session, RequestHeader header, String refusal, long nowNanos) {
        loop.stats().authFailed();
        boolean required = requiredSchemes.contains(SASL);
        if (sasl.keepsFailedClients() && !required) {
            session.sasl = null;
            answer(session, header, null, nowNanos);
            return;
        }
        session.sink.malformed("SASL authentication failed: " + refusal);
        ErrorCode error = required ? ErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH : ErrorCode.AUTH_FAILED;
        JuteWriter out = session.sink.beginFrame();
        new ReplyHeader(header.xid(), 0, error.code()).write(out);
        new SaslResponse(null).write(out);
        loop.answered(new Pending(session, header, null, nowNanos), 0, false, nowNanos);
        loop.close(session, "its SASL authentication failed");
    }

    private void answer(ClientSession session, RequestHeader header, byte[] token, long nowNanos) {
        JuteWriter out = session.sink.beginFrame();
        new ReplyHeader(header.xid(), 0, 0).write(out);
        new SaslResponse(token).write(out);
        loop.answered(new Pending(session, header, null, nowNanos), 0, false, nowNanos);
    }
}
