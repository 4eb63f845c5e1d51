package io.quorate.tests.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;

/** The rule that only main classes end the process: everything below reports and lets them decide. */
final class Exits {
    private Exits() {}

    static ArchRule onlyIn(String suffix, String otherSuffix) {
        return noClasses()
                .that()
                .haveSimpleNameNotEndingWith(suffix)
                .and()
                .haveSimpleNameNotEndingWith(otherSuffix)
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class);
    }
}
