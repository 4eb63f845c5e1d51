package io.quorate.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.quorate.server.loop.PeerLoop;
import io.quorate.server.metrics.ServerMetrics;
import io.quorate.server.net.ClientLoop;
import io.quorate.server.net.ClientLoopOptions;
import io.quorate.server.net.PeerClock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HealthTest {
    private final EventLoop core = new DefaultEventLoop();
    private final EventLoop io = new DefaultEventLoop();
    private final CountDownLatch held = new CountDownLatch(1);

    @AfterEach
    void release() {
        held.countDown();
        core.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
        io.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void aServerWhoseLoopsTurnIsAlive() {
        Health.Verdict verdict = health(60_000).alive().join();
        assertThat(verdict.good()).isTrue();
        assertThat(verdict.keys()).containsEntry("status", "alive").containsEntry("reason", null);
    }

    @Test
    void aLoopThatHangsIsNamed() {
        io.execute(this::hang);
        Health.Verdict verdict = health(100).alive().join();
        assertThat(verdict.good()).isFalse();
        assertThat(verdict.keys()).containsEntry("status", "stuck");
        assertThat(verdict.keys().get("reason").toString()).contains("io-0").doesNotContain("core");
    }

    @Test
    void aCoreThatHangsIsNamedAndTheServerNotReady() {
        core.execute(this::hang);
        Health health = health(100);
        assertThat(health.alive().join().keys().get("reason").toString())
                .contains("core")
                .doesNotContain("io-0");
        assertThat(health.ready(true).join().good()).isFalse();
    }

    private void hang() {
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** None of the parts that a question about turning does not touch. */
    private Health health(int turnMillis) {
        PeerLoop peer = new PeerLoop(core, null, null, PeerClock.SYSTEM, (kind, what, cause) -> {});
        ClientLoop loop = new ClientLoop(io, peer, new ClientLoopOptions(1024, 1024, 1024, 1000, 1000), link -> null);
        return new Health(
                new Inspector(null, null, peer, List.of(loop), new ServerMetrics(new MetricRegistry(), 1000)),
                turnMillis);
    }
}
