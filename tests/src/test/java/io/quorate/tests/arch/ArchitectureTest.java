package io.quorate.tests.arch;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import io.quorate.tests.arch.sample.Impure;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The table of packages: what each may use, and which are pure. A dependency that is not in the table is not allowed. */
class ArchitectureTest {
    private static final String ROOT = "io.quorate";
    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** One package: whether it is pure, which packages of ours it may use, and which of others beside {@code java..}. */
    private record Row(String name, boolean pure, Set<String> ours, Set<String> others) {
        static Row pure(String name, String... ours) {
            return new Row(name, true, Set.of(ours), Set.of());
        }

        static Row impure(String name, String... ours) {
            return new Row(name, false, Set.of(ours), Set.of());
        }

        Row with(String... packages) {
            return new Row(name, pure, ours, Set.of(packages));
        }

        String full() {
            return ROOT + "." + name;
        }
    }

    private static final String[] JUTE = {"jute", "jute.proto", "jute.txn", "jute.quorum"};
    private static final String[] TREE = join(JUTE, "tree", "tree.acl", "tree.request", "watch");
    private static final String[] CORE = join(TREE, "ensemble", "election", "quorum");

    /** In the order of the modules: nothing may use what stands below it. */
    private static final List<Row> TABLE = List.of(
            Row.pure("jute").with("io.netty.buffer.."),
            Row.pure("jute.proto", "jute").with("io.netty.buffer.."),
            Row.pure("jute.txn", "jute", "jute.proto").with("io.netty.buffer.."),
            Row.pure("jute.quorum", "jute", "jute.proto", "jute.txn").with("io.netty.buffer.."),
            Row.pure("tree", JUTE).with("io.netty.buffer.."),
            Row.pure("tree.acl", join(JUTE, "tree")).with("javax.security.auth.x500.."),
            Row.pure("tree.request", join(JUTE, "tree", "tree.acl")).with("io.netty.buffer.."),
            Row.pure("watch", join(JUTE, "tree")),
            Row.impure("txnlog", join(JUTE, "tree")).with("io.netty.buffer..", "org.slf4j..", "org.xerial.snappy.."),
            Row.impure("txnlog.sim", "txnlog"),
            Row.pure("ensemble", JUTE),
            Row.pure("election", join(JUTE, "ensemble")),
            Row.pure("quorum", join(TREE, "ensemble", "election")),
            Row.impure("sasl").with("org.slf4j..", "javax.security.."),
            Row.impure("tls")
                    .with("io.netty..", "org.slf4j..", "javax.net.ssl..", "javax.crypto..", "javax.security.auth.."),
            Row.impure("server.config", "jute", "ensemble", "tree", "tls").with("org.slf4j..", "picocli.."),
            Row.impure("server.local").with("picocli.."),
            Row.pure("server.meter"),
            Row.impure("server.metrics", "server.meter").with("com.codahale.metrics..", "org.slf4j.."),
            Row.pure("server.session", join(TREE, "quorum", "server.meter"))
                    .with("io.netty.buffer..", "javax.security.auth.x500.."),
            Row.impure("server.net", join(CORE, "txnlog", "tls", "server.config", "server.meter", "server.session"))
                    .with(
                            "io.netty..",
                            "org.slf4j..",
                            "com.codahale.metrics..",
                            "javax.net.ssl..",
                            "javax.security.auth.x500.."),
            Row.impure("server.audit", join(TREE, "quorum", "server.session")).with("org.slf4j..", "ch.qos.logback.."),
            Row.impure("server.sasl", "jute", "jute.proto", "sasl", "server.config", "server.session", "server.net")
                    .with("io.netty..", "org.slf4j..", "javax.security.."),
            Row.impure(
                            "server.loop",
                            join(
                                    CORE,
                                    "txnlog",
                                    "server.config",
                                    "server.meter",
                                    "server.metrics",
                                    "server.session",
                                    "server.net"))
                    .with("io.netty..", "org.slf4j..", "com.codahale.metrics.."),
            Row.impure(
                            "server.admin",
                            join(
                                    CORE,
                                    "txnlog",
                                    "server.config",
                                    "server.meter",
                                    "server.metrics",
                                    "server.session",
                                    "server.net",
                                    "server.loop"))
                    .with(
                            "io.netty..",
                            "org.slf4j..",
                            "com.codahale.metrics..",
                            "com.sun.management..",
                            "javax.management.."),
            Row.impure(
                            "server.http",
                            join(
                                    CORE,
                                    "txnlog",
                                    "tls",
                                    "server.config",
                                    "server.meter",
                                    "server.metrics",
                                    "server.session",
                                    "server.net",
                                    "server.loop",
                                    "server.admin"))
                    .with("io.netty..", "org.slf4j..", "com.fasterxml.jackson..", "com.sun.management.."),
            Row.impure(
                            "server",
                            join(
                                    CORE,
                                    "txnlog",
                                    "tls",
                                    "server.config",
                                    "server.meter",
                                    "server.metrics",
                                    "server.session",
                                    "sasl",
                                    "server.audit",
                                    "server.net",
                                    "server.sasl",
                                    "server.loop",
                                    "server.admin",
                                    "server.http"))
                    .with(
                            "io.netty..",
                            "org.slf4j..",
                            "ch.qos.logback..",
                            "com.codahale.metrics..",
                            "picocli..",
                            "javax.crypto..",
                            "javax.security.."),
            Row.impure("client", join(JUTE, "sasl", "tls"))
                    .with("io.netty..", "org.slf4j..", "javax.security..", "javax.naming.."),
            Row.impure("recipes", "client", "jute", "jute.proto").with("org.slf4j..", "com.fasterxml.jackson.core.."),
            Row.impure("testkit", join(CORE, "server.config", "server.net", "server.loop", "server"))
                    .with("io.netty..", "org.slf4j.."),
            Row.impure("testkit.junit", "testkit").with("org.junit.jupiter.api.."),
            Row.impure("cli", "client", "recipes", "tls", "jute", "jute.proto")
                    .with(
                            "picocli..",
                            "org.jline..",
                            "org.slf4j..",
                            "ch.qos.logback..",
                            "io.netty..",
                            "com.fasterxml.jackson.."),
            Row.impure("cli.files", join(JUTE, "tree", "txnlog")).with("picocli..", "com.fasterxml.jackson.."),
            Row.impure("cli.backup", join(JUTE, "tree", "txnlog", "cli.files"))
                    .with("picocli..", "com.fasterxml.jackson..", "io.netty.buffer.."),
            Row.impure("bench.measure").with("org.HdrHistogram.."),
            Row.impure("bench.load", "jute", "jute.proto", "bench.measure").with("io.netty..", "org.HdrHistogram.."),
            Row.impure("bench.floor", "jute", "bench.load").with("io.netty.."),
            Row.impure("bench.client", "client", "bench.measure"),
            Row.impure("bench.recipe", "client", "recipes"),
            Row.impure("bench.compare", "bench.load", "bench.measure", "bench.recipe")
                    .with("org.HdrHistogram.."),
            Row.impure("bench", "jute", "bench.measure", "bench.load", "bench.floor", "bench.compare")
                    .with("picocli..", "org.HdrHistogram.."),
            Row.impure("bench.micro", join(TREE, "txnlog")).with("io.netty.buffer..", "org.openjdk.jmh.."),
            Row.impure("bench.micro.jmh_generated", join(TREE, "txnlog", "bench.micro"))
                    .with("io.netty.buffer..", "org.openjdk.jmh.."));

    @TestFactory
    Stream<DynamicTest> everyPackageUsesOnlyWhatTheTableAllows() {
        return TABLE.stream()
                .map(row -> DynamicTest.dynamicTest(row.name, () -> uses(row).check(PRODUCTION)));
    }

    @TestFactory
    Stream<DynamicTest> purePackagesHaveNoThreadsClocksFilesOrChance() {
        return TABLE.stream()
                .filter(Row::pure)
                .map(row -> DynamicTest.dynamicTest(
                        row.name, () -> Purity.of(row.full()).check(PRODUCTION)));
    }

    @Test
    void everyPackageIsInTheTable() {
        Set<String> known = TABLE.stream().map(Row::full).collect(Collectors.toSet());
        Set<String> found =
                PRODUCTION.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
        found.removeAll(known);
        assertThat(found).as("packages that are not in the table").isEmpty();
    }

    @Test
    void theTableItselfIsInOrder() {
        for (int at = 0; at < TABLE.size(); at++) {
            Set<String> above = TABLE.subList(0, at).stream().map(Row::name).collect(Collectors.toSet());
            assertThat(above).as(TABLE.get(at).name).containsAll(TABLE.get(at).ours);
        }
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching(ROOT + ".(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(PRODUCTION);
    }

    @Test
    void theJudgesAreNeverUsedByTheProduct() {
        classes()
                .should()
                .onlyDependOnClassesThat(
                        resideOutsideOfPackages("org.apache.zookeeper..", "org.apache.jute..", "org.apache.curator.."))
                .check(PRODUCTION);
    }

    @Test
    void onlyMainClassesEndTheProcess() {
        Exits.onlyIn("Main", "CheckCommand").check(PRODUCTION);
    }

    @Test
    void nothingIsPrintedPastTheLogger() {
        classes()
                .that()
                .resideInAnyPackage(ROOT + ".tree..", ROOT + ".quorum..", ROOT + ".txnlog..", ROOT + ".client..")
                .should(com.tngtech.archunit.lang.conditions.ArchConditions.not(
                        GeneralCodingRules.ACCESS_STANDARD_STREAMS))
                .allowEmptyShould(true)
                .check(PRODUCTION);
    }

    /** The rules must be able to fail: a sample class breaks each of them. */
    @Test
    void theRulesSeeAnImpureClass() {
        JavaClasses sample = new ClassFileImporter().importClasses(Impure.class);
        String found = String.join(
                "\n",
                Purity.of(Impure.class.getPackageName())
                        .evaluate(sample)
                        .getFailureReport()
                        .getDetails());
        assertThat(found)
                .contains("java.lang.Thread")
                .contains("java.util.concurrent")
                .contains("java.nio.file")
                .contains("java.net")
                .contains("System.currentTimeMillis")
                .contains("System.nanoTime")
                .contains("java.util.Random.<init>()")
                .contains("org.slf4j")
                .contains("counter");
        assertThat(Exits.onlyIn("Main", "CheckCommand").evaluate(sample).hasViolation())
                .isTrue();
        assertThat(uses(new Row("tests.arch.sample", true, Set.of(), Set.of()))
                        .evaluate(sample)
                        .hasViolation())
                .isTrue();
    }

    private static ArchRule uses(Row row) {
        String[] allowed = Stream.of(
                        Stream.of("java..", row.full()),
                        row.ours.stream().map(name -> ROOT + "." + name),
                        row.others.stream())
                .flatMap(part -> part)
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(row.full())
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(allowed).or(JavaClass.Predicates.equivalentTo(Object.class)))
                .allowEmptyShould(true)
                .because("the table allows " + row.full() + " only: " + Arrays.toString(allowed));
    }

    private static String[] join(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }
}
