package io.quorate.tests.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;

/**
 * The rule of the pure packages: given the same calls they do the same, for ever. So no thread, socket, file or clock, no
 * unseeded chance, no logging, and no static field that can change.
 */
final class Purity {
    private static final List<String> FORBIDDEN_TYPES = List.of(
            "java.lang.Thread",
            "java.lang.ThreadLocal",
            "java.lang.Runtime",
            "java.lang.Process",
            "java.io.File",
            "java.io.RandomAccessFile",
            "java.time.Clock",
            "java.util.Timer",
            "java.security.SecureRandom");
    private static final List<String> FORBIDDEN_PACKAGES = List.of(
            "java.net", "java.nio.channels", "java.nio.file", "java.util.concurrent", "java.util.logging", "org.slf4j");
    private static final Set<String> FORBIDDEN_CALLS = Set.of(
            "java.lang.System.currentTimeMillis()",
            "java.lang.System.nanoTime()",
            "java.lang.System.getProperty(java.lang.String)",
            "java.lang.System.getProperty(java.lang.String, java.lang.String)",
            "java.lang.System.getenv(java.lang.String)",
            "java.lang.System.identityHashCode(java.lang.Object)",
            "java.time.Instant.now()",
            "java.lang.Math.random()",
            "java.util.Random.<init>()",
            "java.util.UUID.randomUUID()");

    private Purity() {}

    static ArchRule of(String packageName) {
        return classes()
                .that()
                .resideInAPackage(packageName)
                .should(new BePure())
                .allowEmptyShould(true);
    }

    private static final class BePure extends ArchCondition<JavaClass> {
        BePure() {
            super("be pure");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                if (isForbidden(dependency.getTargetClass())) {
                    events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                }
            }
            for (JavaCodeUnit unit : type.getCodeUnits()) {
                for (JavaCall<?> call : unit.getCallsFromSelf()) {
                    if (FORBIDDEN_CALLS.contains(call.getTarget().getFullName())) {
                        events.add(SimpleConditionEvent.violated(type, call.getDescription()));
                    }
                }
            }
            for (JavaField field : type.getFields()) {
                if (field.getModifiers().contains(JavaModifier.STATIC) && canChange(field)) {
                    events.add(SimpleConditionEvent.violated(
                            type, "static field that can change: " + field.getFullName()));
                }
            }
        }

        private static boolean isForbidden(JavaClass target) {
            String name = target.getBaseComponentType().getName();
            return FORBIDDEN_TYPES.contains(name)
                    || FORBIDDEN_PACKAGES.stream().anyMatch(prefix -> name.startsWith(prefix + "."));
        }

        private static boolean canChange(JavaField field) {
            boolean compilerMade =
                    field.getName().startsWith("$") || field.getModifiers().contains(JavaModifier.SYNTHETIC);
            boolean exposedArray =
                    field.getRawType().isArray() && !field.getModifiers().contains(JavaModifier.PRIVATE);
            return !compilerMade && (!field.getModifiers().contains(JavaModifier.FINAL) || exposedArray);
        }
    }
}
