package io.quorate.bench.client;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps requests under way, the next as soon as one is done, until it is stopped. */
final class LoadLoop {
    private static final int STOP_SECONDS_MAX = 30;

    private final ClientUnderTest client;
    private final String[] paths;
    private final byte[] data;
    private final boolean write;
    /** 0: a thread that waits for each. */
    private final int underWay;

    private final CountDownLatch ended;
    private final AtomicLong requests = new AtomicLong();
    private volatile boolean stopping;
    private volatile String failure;

    private LoadLoop(ClientUnderTest client, String[] paths, byte[] data, boolean write, int underWay) {
        this.client = client;
        this.paths = paths;
        this.data = data;
        this.write = write;
        this.underWay = underWay;
        this.ended = new CountDownLatch(Math.max(1, underWay));
    }

    /** By a name such as {@code get-64}, {@code set-1} or {@code get-wait}. */
    static LoadLoop of(String name, ClientUnderTest client, String[] paths, byte[] data) {
        String depth = name.substring(name.indexOf('-') + 1);
        int underWay = depth.equals("wait") ? 0 : Integer.parseInt(depth);
        return new LoadLoop(client, paths, data, name.startsWith("set"), underWay);
    }

    void start() {
        if (underWay == 0) {
            Thread waiting = new Thread(this::waitForEach, "load");
            waiting.setDaemon(true);
            waiting.start();
        }
        for (int i = 0; i < underWay; i++) {
            send(i);
        }
    }

    /** Done so far. */
    long requests() {
        return requests.get();
    }

    void stop() throws InterruptedException {
        stopping = true;
        if (!ended.await(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new IllegalStateException("requests without a reply for " + STOP_SECONDS_MAX + " s");
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    private void send(long number) {
        String path = paths[(int) (number % paths.length)];
        if (write) {
            client.set(path, data, this::onDone);
        } else {
            client.get(path, this::onDone);
        }
    }

    private void onDone(boolean well) {
        if (!well) {
            failure = "a request failed";
        }
        long number = requests.incrementAndGet();
        if (stopping || !well) {
            ended.countDown();
        } else {
            send(number);
        }
    }

    private void waitForEach() {
        try {
            while (!stopping) {
                String path = paths[(int) (requests.get() % paths.length)];
                if (write) {
                    client.set(path, data);
                } else if (client.get(path).length != data.length) {
                    throw new IllegalStateException("data of another length");
                }
                requests.incrementAndGet();
            }
        } catch (Exception e) {
            failure = e.toString();
        }
        ended.countDown();
    }
}
