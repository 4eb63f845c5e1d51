package io.quorate.tests.recipes;

import static io.quorate.tests.recipes.Recipes.LIMIT;
import static io.quorate.tests.recipes.Recipes.bytes;
import static io.quorate.tests.recipes.Recipes.children;
import static io.quorate.tests.recipes.Recipes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.client.KeeperException;
import io.quorate.jute.ErrorCode;
import io.quorate.recipes.DistributedLock;
import io.quorate.recipes.DistributedReadWriteLock;
import io.quorate.recipes.DistributedSemaphore;
import io.quorate.recipes.Grant;
import io.quorate.recipes.MultiLock;
import io.quorate.recipes.Participant;
import io.quorate.recipes.Sessions;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Relay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.locks.InterProcessMultiLock;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.locks.InterProcessReadWriteLock;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreV2;
import org.apache.curator.framework.recipes.locks.Revoker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Locks and semaphores: with Curator on the other side, with herds that must not be, and with sessions that end. */
@Timeout(90)
class LockRecipesTest {
    private static final Duration SHORT = Duration.ofMillis(30);

    @RegisterExtension
    static final Recipes RECIPES = new Recipes();

    private final String path = RECIPES.path();

    @Test
    void aLockIsReentrantAndItsTokensGrow() throws Exception {
        Sessions sessions = RECIPES.sessions();
        DistributedLock lock = new DistributedLock(sessions, path);
        long last = 0;
        for (int round = 0; round < 5; round++) {
            Grant grant = lock.lock();
            assertThat(lock.lock()).isSameAs(grant);
            assertThat(grant.fencingToken()).isGreaterThan(last);
            last = grant.fencingToken();
            lock.unlock();
            assertThat(lock.isHeldByCurrentThread()).isTrue();
            lock.unlock();
            assertThat(lock.isHeldByCurrentThread()).isFalse();
            assertThat(grant.state()).isEqualTo(Grant.State.RELEASED);
        }
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    void aLockIsSharedWithCurator() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicLong counter = new AtomicLong();
        AtomicLong lastToken = new AtomicLong();
        List<Callback> contenders = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            DistributedLock ours = new DistributedLock(RECIPES.sessions(), path);
            contenders.add(() -> {
                Grant grant = ours.lock();
                assertThat(inside.incrementAndGet()).isEqualTo(1);
                assertThat(lastToken.getAndSet(grant.fencingToken())).isLessThan(grant.fencingToken());
                counter.incrementAndGet();
                inside.decrementAndGet();
                ours.unlock();
            });
            InterProcessMutex theirs = new InterProcessMutex(RECIPES.curator(), path);
            contenders.add(() -> {
                assertThat(theirs.acquire(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
                assertThat(inside.incrementAndGet()).isEqualTo(1);
                counter.incrementAndGet();
                inside.decrementAndGet();
                theirs.release();
            });
        }
        inParallel(contenders, 25);
        assertThat(counter.get()).isEqualTo(100);
    }

    @Test
    void eachSeesTheOthersLock() throws Exception {
        Sessions sessions = RECIPES.sessions();
        CuratorFramework curator = RECIPES.curator();
        DistributedLock ours = new DistributedLock(sessions, path, bytes("ours"));
        InterProcessMutex theirs = new InterProcessMutex(curator, path);
        ours.lock();
        assertThat(children(sessions, path)).singleElement().asString().matches("_c_[0-9a-f-]{36}-lock-\\d{10}");
        assertThat(theirs.acquire(SHORT.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
        assertThat(theirs.getParticipantNodes()).hasSize(1);
        assertThat(get(ours.participants())).singleElement().satisfies(each -> assertThat(each.data())
                .isEqualTo(bytes("ours")));
        ours.unlock();
        assertThat(theirs.acquire(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ours.tryLock(SHORT)).isEmpty();
        theirs.release();
        assertThat(ours.tryLock(LIMIT)).isPresent();
        ours.unlock();
        Await.until("nobody is left in the line", LIMIT, () -> children(sessions, path)
                .isEmpty());
    }

    /** Of many that wait, a release wakes the next and nobody else: counted at the server and at each session. */
    @Test
    void aReleaseWakesOneOfThoseWhoWait() throws Exception {
        int waiting = 12;
        Sessions holder = RECIPES.sessions();
        Grant held = get(new DistributedLock(holder, path).acquire());
        List<CompletableFuture<Grant>> line = new ArrayList<>();
        for (int i = 0; i < waiting; i++) {
            line.add(new DistributedLock(RECIPES.sessions(), path).acquire());
            int expected = i + 2;
            Await.until("in line", LIMIT, () -> children(holder, path).size() == expected);
        }
        Grant current = held;
        for (CompletableFuture<Grant> next : line) {
            Await.until("every other one watches one znode, and each another", LIMIT, () -> {
                List<Integer> watchers = RECIPES.watchersBelow(path);
                return watchers.size() == children(holder, path).size() - 1
                        && watchers.stream().allMatch(count -> count == 1);
            });
            long before = RECIPES.eventsSent();
            get(current.release());
            current = get(next);
            assertThat(RECIPES.eventsSent() - before)
                    .as("events for one release")
                    .isEqualTo(1);
        }
        get(current.release());
    }

    @Test
    void whoGivesUpLeavesNothingBehind() throws Exception {
        Sessions sessions = RECIPES.sessions();
        Grant held = get(new DistributedLock(sessions, path).acquire());
        DistributedLock other = new DistributedLock(RECIPES.sessions(), path);
        assertThat(get(other.acquire(SHORT))).isEmpty();
        Await.until("one in line", LIMIT, () -> children(sessions, path).size() == 1);
        Await.until("nobody watches", LIMIT, () -> RECIPES.watchersBelow(path).isEmpty());
        CompletableFuture<Grant> after = other.acquire();
        get(held.release());
        get(get(after).release());
    }

    @Test
    void aLostSessionGivesItsLockBackAndTells() throws Exception {
        Sessions first = RECIPES.sessions();
        DistributedLock lock = new DistributedLock(first, path);
        Grant lost = lock.lock();
        CompletableFuture<Grant> waiting = new DistributedLock(first, path).acquire();
        CompletableFuture<Grant> next = new DistributedLock(RECIPES.sessions(), path).acquire();
        RECIPES.loseSession(first);
        Grant grant = get(next);
        get(lost.lost());
        assertThat(lost.state()).isEqualTo(Grant.State.LOST);
        assertThat(grant.fencingToken()).isGreaterThan(lost.fencingToken());
        assertThatThrownBy(() -> get(waiting))
                .hasCauseInstanceOf(KeeperException.class)
                .extracting(e -> ((KeeperException) e.getCause()).code())
                .isEqualTo(ErrorCode.SESSION_EXPIRED);
        assertThat(lock.isHeldByCurrentThread()).isFalse();
        lock.unlock();
        get(grant.release());
        lock.lock();
        assertThat(lock.isHeldByCurrentThread()).as("with the next session").isTrue();
        lock.unlock();
    }

    /** Cut off, the holder is unsure, then sure to have lost it, without a server to tell it. Who waits keeps his place. */
    @Test
    void whoIsCutOffIsUnsureAndThenSure() throws Exception {
        Relay relay = RECIPES.relay();
        Sessions cutOff = RECIPES.sessions(relay.port(), Duration.ofSeconds(1));
        Sessions other = RECIPES.sessions();
        Grant held = get(new DistributedLock(cutOff, path).acquire());
        CompletableFuture<Grant> next = new DistributedLock(other, path).acquire();
        relay.cut();
        Await.until("unsure", LIMIT, () -> held.state() == Grant.State.UNSURE);
        assertThat(held.lost()).isNotDone();
        get(held.lost());
        assertThat(get(next).fencingToken()).isGreaterThan(held.fencingToken());
        relay.mend();
    }

    @Test
    void placesAreKeptThroughADisconnect() throws Exception {
        Relay relay = RECIPES.relay();
        Sessions shaky = RECIPES.sessions(relay.port());
        Sessions steady = RECIPES.sessions();
        Grant held = get(new DistributedLock(steady, path).acquire());
        CompletableFuture<Grant> waiting = new DistributedLock(shaky, path).acquire();
        Await.until("both in line", LIMIT, () -> children(steady, path).size() == 2);
        CompletableFuture<Grant> last = new DistributedLock(steady, path).acquire();
        relay.cut();
        Await.until("cut", LIMIT, () -> !shaky.zooKeeper().state().isConnected());
        get(held.release());
        relay.mend();
        Grant granted = get(waiting);
        assertThat(last).isNotDone();
        assertThat(granted.state()).isEqualTo(Grant.State.HELD);
        granted.release();
        get(get(last).release());
    }

    /** Connections are cut all the time: an answer to a creation that is lost must not leave a znode in the line that nobody knows of. */
    @Test
    void lostAnswersLeaveNoStrayZnodes() throws Exception {
        Relay relay = RECIPES.relay();
        Sessions shaky = RECIPES.sessions(relay.port());
        Sessions steady = RECIPES.sessions();
        List<CompletableFuture<Grant>> grants = new ArrayList<>();
        for (int round = 0; round < 8; round++) {
            for (int i = 0; i < 10; i++) {
                grants.add(new DistributedLock(shaky, path).acquire().thenCompose(grant -> grant.release()
                        .thenApply(done -> grant)));
            }
            relay.cut();
            relay.mend();
        }
        long last = 0;
        for (CompletableFuture<Grant> each : grants) {
            get(each);
            last++;
        }
        assertThat(last).isEqualTo(80);
        Await.until("an empty line", LIMIT, () -> children(steady, path).isEmpty());
    }

    @Test
    void readersAndWritersAreSharedWithCurator() throws Exception {
        DistributedReadWriteLock ours = new DistributedReadWriteLock(RECIPES.sessions(), path);
        InterProcessReadWriteLock theirs = new InterProcessReadWriteLock(RECIPES.curator(), path);
        ours.readLock().lock();
        assertThat(theirs.readLock().acquire(10, TimeUnit.SECONDS)).isTrue();
        assertThat(theirs.writeLock().acquire(SHORT.toMillis(), TimeUnit.MILLISECONDS))
                .isFalse();
        theirs.readLock().release();
        ours.readLock().unlock();
        assertThat(theirs.writeLock().acquire(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ours.readLock().tryLock(SHORT)).isEmpty();
        assertThat(ours.writeLock().tryLock(SHORT)).isEmpty();
        theirs.writeLock().release();
        Grant write = ours.writeLock().lock();
        Grant read = ours.readLock().lock();
        assertThat(read.path().substring(read.path().length() - 10))
                .as("the reader takes the writer's place")
                .isEqualTo(write.path().substring(write.path().length() - 10));
        assertThat(theirs.readLock().acquire(SHORT.toMillis(), TimeUnit.MILLISECONDS))
                .isFalse();
        ours.writeLock().unlock();
        assertThat(theirs.readLock().acquire(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ours.writeLock().tryLock(SHORT)).isEmpty();
        theirs.readLock().release();
        ours.readLock().unlock();
    }

    @Test
    void leasesAreSharedWithCurator() throws Exception {
        DistributedSemaphore ours = new DistributedSemaphore(RECIPES.sessions(), path, 3);
        InterProcessSemaphoreV2 theirs = new InterProcessSemaphoreV2(RECIPES.curator(), path, 3);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Callback our = () -> {
            Grant lease = get(ours.acquire());
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            inside.decrementAndGet();
            get(lease.release());
        };
        Callback their = () -> {
            var lease = theirs.acquire(LIMIT.toSeconds(), TimeUnit.SECONDS);
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            inside.decrementAndGet();
            theirs.returnLease(lease);
        };
        inParallel(List.of(our, their, our, their, our), 8);
        assertThat(most.get()).isBetween(1, 3);
        List<Grant> all = List.of(get(ours.acquire()), get(ours.acquire()), get(ours.acquire()));
        assertThat(get(ours.acquire(SHORT))).isEmpty();
        assertThat(theirs.acquire(SHORT.toMillis(), TimeUnit.MILLISECONDS)).isNull();
        assertThat(all).extracting(Grant::fencingToken).isSorted();
        all.get(1).release();
        assertThat(ours.tryTake(LIMIT)).isPresent();
    }

    @Test
    void severalLocksAreTakenAsOne() throws Exception {
        Sessions sessions = RECIPES.sessions();
        DistributedLock a = new DistributedLock(sessions, path + "/a");
        DistributedLock b = new DistributedLock(sessions, path + "/b");
        MultiLock both = new MultiLock(List.of(a, b));
        assertThat(both.lock()).hasSize(2);
        both.unlock();
        Grant other = get(new DistributedLock(sessions, path + "/b").acquire());
        assertThat(both.tryLock(SHORT)).isEmpty();
        assertThat(a.isHeldByCurrentThread()).isFalse();
        get(other.release());
        assertThat(both.tryLock(LIMIT)).isPresent();
        both.unlock();
    }

    @Test
    void severalLocksAreSharedWithCurator() throws Exception {
        Sessions sessions = RECIPES.sessions();
        List<String> paths = List.of(path + "/a", path + "/b");
        MultiLock ours = new MultiLock(
                paths.stream().map(each -> new DistributedLock(sessions, each)).toList());
        InterProcessMultiLock theirs = new InterProcessMultiLock(RECIPES.curator(), paths);
        theirs.acquire();
        assertThat(ours.tryLock(Duration.ZERO)).isEmpty();
        theirs.release();
        assertThat(ours.tryLock(Duration.ZERO))
                .as("what is free is taken at once")
                .hasValueSatisfying(grants -> assertThat(grants).hasSize(2));
        assertThat(theirs.acquire(SHORT.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
        ours.unlock();
        // The second of them is Curator's alone: ours must not keep the first.
        InterProcessMutex second = new InterProcessMutex(RECIPES.curator(), paths.get(1));
        second.acquire();
        assertThat(ours.tryLock(SHORT)).isEmpty();
        assertThat(children(sessions, paths.get(0))).isEmpty();
        second.release();
        inParallel(
                List.of(
                        () -> {
                            ours.lock();
                            ours.unlock();
                        },
                        () -> {
                            assertThat(theirs.acquire(LIMIT.toSeconds(), TimeUnit.SECONDS))
                                    .isTrue();
                            theirs.release();
                        }),
                5);
    }

    @Test
    void aLockIsRevokedByEitherSide() throws Exception {
        Sessions sessions = RECIPES.sessions();
        CuratorFramework curator = RECIPES.curator();
        DistributedLock ours = new DistributedLock(sessions, path);
        CompletableFuture<Grant> asked = new CompletableFuture<>();
        ours.onRevocation(asked::complete);
        Grant grant = ours.lock();
        Revoker.attemptRevoke(curator, grant.path());
        assertThat(get(asked)).isSameAs(grant);
        ours.unlock();

        InterProcessMutex theirs = new InterProcessMutex(curator, path);
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        theirs.makeRevocable(mutex -> told.complete(true));
        theirs.acquire();
        List<Participant> line = get(ours.participants());
        get(DistributedLock.revoke(sessions, line.get(0).znode()));
        assertThat(get(told)).isTrue();
        theirs.release();
    }

    private interface Callback {
        void call() throws Exception;
    }

    private static void inParallel(List<Callback> all, int times) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(all.size());
        List<Future<?>> running = new ArrayList<>();
        for (Callback each : all) {
            running.add(threads.submit(() -> {
                for (int i = 0; i < times; i++) {
                    each.call();
                }
                return null;
            }));
        }
        threads.shutdown();
        for (Future<?> each : running) {
            each.get(60, TimeUnit.SECONDS);
        }
    }
}
