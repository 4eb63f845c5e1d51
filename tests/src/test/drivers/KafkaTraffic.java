import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Makes topics, produces and consumes as its standard input says. */
public final class KafkaTraffic {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(150);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final PrintStream OUT = System.out;

    private final String bootstrap;
    private final Admin admin;
    private final KafkaProducer<String, String> producer;
    private final Set<String> acked = ConcurrentHashMap.newKeySet();
    private volatile boolean streaming;
    private Thread stream;
    private int groups;

    private KafkaTraffic(String bootstrap) {
        this.bootstrap = bootstrap;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "acks", "all", "linger.ms", "5", "delivery.timeout.ms", "140000"),
                new StringSerializer(),
                new StringSerializer());
    }

    public static void main(String[] args) throws Exception {
        System.setOut(System.err);
        KafkaTraffic traffic = new KafkaTraffic(args[0]);
        OUT.println("= ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            try {
                OUT.println("= " + traffic.run(line.split(" ")));
            } catch (Exception e) {
                e.printStackTrace();
                OUT.println("! " + e);
            }
        }
        System.exit(0);
    }

    private String run(String[] words) throws Exception {
        return switch (words[0]) {
            case "topic" -> topic(words[1], Integer.parseInt(words[2]), Short.parseShort(words[3]));
            case "brokers" -> brokers(Integer.parseInt(words[1]));
            case "produce" -> produce(words[1], Integer.parseInt(words[2]));
            case "stream" -> stream(words[1]);
            case "count" -> Integer.toString(acked.size());
            case "stop" -> stop();
            case "consume" -> Integer.toString(consume(words[1], Integer.parseInt(words[2])).size());
            case "verify" -> verify(words[1]);
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    /** As often as it takes: brokers may still be on their way. */
    private String topic(String name, int partitions, short replicas) throws Exception {
        long begin = System.nanoTime();
        while (true) {
            try {
                admin.createTopics(List.of(new NewTopic(name, partitions, replicas))).all().get(30, TimeUnit.SECONDS);
                return name;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof TopicExistsException) {
                    return name;
                }
                giveUp(begin, e);
            } catch (TimeoutException e) {
                giveUp(begin, e);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static void giveUp(long beginNanos, Exception why) throws Exception {
        if (System.nanoTime() - beginNanos > LIMIT_NANOS) {
            throw why;
        }
    }

    private String brokers(int wanted) throws Exception {
        long begin = System.nanoTime();
        int found = -1;
        while (found != wanted) {
            found = admin.describeCluster().nodes().get(30, TimeUnit.SECONDS).size();
            giveUp(begin, new IllegalStateException(found + " brokers"));
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return Integer.toString(found);
    }

    private String produce(String topic, int count) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sent.add(producer.send(new ProducerRecord<>(topic, "k" + i, "v" + i)));
        }
        for (Future<RecordMetadata> each : sent) {
            each.get(150, TimeUnit.SECONDS);
        }
        return Integer.toString(sent.size());
    }

    /** Sends record after record, each when the one before is acknowledged, so that their number says how long it went well. */
    private String stream(String topic) {
        streaming = true;
        stream = new Thread(() -> {
            for (int i = 0; streaming; i++) {
                String value = "stream-" + i;
                try {
                    producer.send(new ProducerRecord<>(topic, value, value)).get();
                    acked.add(value);
                } catch (Exception e) {
                    e.printStackTrace();
                }
            }
        });
        stream.start();
        return topic;
    }

    private String stop() throws Exception {
        streaming = false;
        stream.join();
        return Integer.toString(acked.size());
    }

    /** At least so many records, from the beginning, by a group of its own. */
    private List<String> consume(String topic, int atLeast) throws Exception {
        List<String> values = new ArrayList<>();
        long begin = System.nanoTime();
        try (KafkaConsumer<String, String> consumer = consumer()) {
            consumer.subscribe(List.of(topic));
            while (values.size() < atLeast) {
                for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(500))) {
                    values.add(each.value());
                }
                giveUp(begin, new IllegalStateException("consumed " + values.size() + " of " + atLeast));
            }
            consumer.commitSync(Duration.ofSeconds(60));
        }
        return values;
    }

    private KafkaConsumer<String, String> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "group.id", "group" + groups++, "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer());
    }

    private String verify(String topic) throws Exception {
        Set<String> missing = new HashSet<>(acked);
        long begin = System.nanoTime();
        try (KafkaConsumer<String, String> consumer = consumer()) {
            consumer.subscribe(List.of(topic));
            while (!missing.isEmpty() && System.nanoTime() - begin < LIMIT_NANOS) {
                for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(500))) {
                    missing.remove(each.value());
                }
            }
        }
        return "missing " + missing.size() + " of " + acked.size();
    }
}
