package io.quorate.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.read.ListAppender;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.Id;
import io.quorate.jute.txn.DeleteTxn;
import io.quorate.server.session.AuditTrail.Entry;
import io.quorate.server.session.AuditTrail.SessionEnd;
import io.quorate.server.session.AuditTrail.Write;
import io.quorate.tree.acl.AuthPeer;
import io.quorate.tree.acl.AuthProvider;
import io.quorate.tree.acl.AuthProviders;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What becomes of an audit log that cannot write what it has. */
@Timeout(60)
class AuditLogTest {
    private static final Entry LINE = new SessionEnd(1, List.of("/a"));

    private final Logger lines = (Logger) LoggerFactory.getLogger(AuditLog.LOGGER);
    private final Logger server = (Logger) LoggerFactory.getLogger(AuditLog.class);
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();
    /** Somebody writes. */
    private final CountDownLatch entered = new CountDownLatch(1);
    /** It may go on. */
    private final CountDownLatch released = new CountDownLatch(1);

    private final Hanging hanging = new Hanging();

    /** Writes nothing before it may. */
    private final class Hanging extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            hang();
        }
    }

    private void hang() {
        entered.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @BeforeEach
    void listen() {
        lines.setAdditive(false);
        lines.setLevel(Level.INFO);
        hanging.start();
        told.start();
        server.addAppender(told);
    }

    @AfterEach
    void asBefore() {
        released.countDown();
        lines.detachAndStopAllAppenders();
        lines.setAdditive(true);
        lines.setLevel(null);
        server.detachAndStopAllAppenders();
    }

    @Test
    void whatIsNotWrittenAtTheEndIsTold() throws InterruptedException {
        lines.addAppender(hanging);
        AuditLog log = new AuditLog(AuthProviders.standard(), cause -> {}, 1);
        log.take(List.of(LINE, LINE, LINE));
        entered.await();
        log.take(List.of(LINE, LINE));
        log.close();
        assertThat(told.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("The audit log ends; up to 5 entries are not written");
    }

    @Test
    void whatComesAfterTheEndIsTold() {
        AuditLog log = new AuditLog(AuthProviders.standard(), cause -> {});
        log.close();
        assertThat(told.list).isEmpty();
        log.take(List.of(LINE, LINE));
        assertThat(told.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("2 entries come after the end of the audit log and are not written");
    }

    @Test
    void whenItFailsTheServerIsToldAndNobodyWaitsOrGoesOn() throws Exception {
        IllegalStateException cause = new IllegalStateException("no name");
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        AuditLog log = new AuditLog(AuthProviders.of(failing(cause)), failure::complete);
        log.take(List.of(new Write(
                1,
                "/127.0.0.1:1",
                List.of(new Id("odd", "me")),
                OpCode.DELETE,
                new DeleteRequest("/a", -1),
                new DeleteTxn("/a"),
                false)));
        entered.await();
        log.take(Collections.nCopies(AuditLog.WAITING_MAX, LINE));
        CompletableFuture<Void> waits = CompletableFuture.runAsync(() -> log.take(List.of(LINE)));
        released.countDown();
        assertThatThrownBy(waits::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .hasMessage("the audit log has failed")
                .hasCause(cause);
        assertThat(failure.get()).isSameAs(cause);
        assertThatThrownBy(() -> log.take(List.of(LINE))).hasCause(cause);
        log.close();
        assertThat(told.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("The audit log ends; up to 65537 entries are not written");
    }

    /** Hangs, then fails. */
    private AuthProvider failing(RuntimeException failure) {
        return new AuthProvider() {
            @Override
            public String scheme() {
                return "odd";
            }

            @Override
            public boolean matches(String id, String aclExpression) {
                return false;
            }

            @Override
            public boolean isAuthenticated() {
                return true;
            }

            @Override
            public boolean isValid(String aclExpression) {
                return false;
            }

            @Override
            public Optional<List<Id>> authenticate(AuthPeer peer, byte[] auth) {
                return Optional.empty();
            }

            @Override
            public String userName(String id) {
                hang();
                throw failure;
            }
        };
    }
}
